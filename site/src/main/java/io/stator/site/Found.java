package io.stator.site;

/**
 * What a search can find: a section, or a row of a table that begins with a name.
 *
 * @param title the heading, or the name
 * @param within the page and the headings above it
 * @param text all that is said there
 * @param address the page, from the root of the site, and the anchor
 */
record Found(String title, String within, String text, String address) {}
