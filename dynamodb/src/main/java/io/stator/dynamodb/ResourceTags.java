package io.stator.dynamodb;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;

/** The tags of a table, which the service knows by its resource name. */
final class ResourceTags {
    private static final String RESOURCE_PREFIX = "arn:";

    private final Steps steps;

    ResourceTags(Steps steps) {
        this.steps = steps;
    }

    static List<Tag> of(Map<String, String> tags) {
        return tags.entrySet().stream()
                .map(each ->
                        Tag.builder().key(each.getKey()).value(each.getValue()).build())
                .toList();
    }

    private <T extends @Nullable Object> CompletableFuture<T> withResource(
            String table, Function<String, CompletableFuture<T>> action) {
        if (table.startsWith(RESOURCE_PREFIX)) {
            return action.apply(table);
        }
        return FutureSequence.then(
                new Tables(steps).describe(table),
                found -> found.isPresent()
                        ? action.apply(found.get().resourceName())
                        : CompletableFuture.failedFuture(
                                new DynamoException.NotFound("the table must exist to have tags", null)
                                        .in(Operations.DESCRIBE_TABLE.name(), table)));
    }

    /** Some tags, and where the next ones begin. */
    private record Page(Map<String, String> tags, @Nullable String next, boolean last) {}

    /** Returns all tags of a table. */
    CompletableFuture<Map<String, String>> list(String table) {
        return withResource(
                table,
                resource -> FutureSequence.then(
                        Steps.repeat(new Page(Map.of(), null, false), Page::last, page -> next(table, resource, page)),
                        page -> CompletableFuture.completedFuture(page.tags())));
    }

    private CompletableFuture<Page> next(String table, String resource, Page page) {
        return FutureSequence.then(
                steps.call(
                        Operations.LIST_TAGS_OF_RESOURCE,
                        table,
                        () -> ListTagsOfResourceRequest.builder()
                                .resourceArn(resource)
                                .nextToken(page.next())
                                .build()),
                answer -> {
                    Map<String, String> tags = new LinkedHashMap<>(page.tags());
                    answer.tags().forEach(each -> tags.put(each.key(), each.value()));
                    return CompletableFuture.completedFuture(
                            new Page(tags, answer.nextToken(), answer.nextToken() == null));
                });
    }

    /** Adds tags, in place of those with the same names. */
    CompletableFuture<@Nullable Void> add(String table, Map<String, String> tags) {
        return withResource(
                table,
                resource -> FutureSequence.then(
                        steps.call(
                                Operations.TAG_RESOURCE,
                                table,
                                () -> TagResourceRequest.builder()
                                        .resourceArn(resource)
                                        .tags(of(tags))
                                        .build()),
                        answer -> CompletableFuture.completedFuture(null)));
    }

    /** Takes tags away, by their names. */
    CompletableFuture<@Nullable Void> remove(String table, Collection<String> names) {
        return withResource(
                table,
                resource -> FutureSequence.then(
                        steps.call(
                                Operations.UNTAG_RESOURCE,
                                table,
                                () -> UntagResourceRequest.builder()
                                        .resourceArn(resource)
                                        .tagKeys(names)
                                        .build()),
                        answer -> CompletableFuture.completedFuture(null)));
    }
}
