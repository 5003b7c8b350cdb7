package io.stator.engine.copies;

import java.util.List;

/**
 * What became of a copy.
 *
 * @param databases those that are in the copy now, by name
 * @param deleted the names of those that were deleted from it
 * @param omitted the names of those that were not restored, because they had nothing at the time that is wanted
 */
public record CopyReport(List<DatabaseCopy> databases, List<String> deleted, List<String> omitted) {}
