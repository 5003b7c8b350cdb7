/**
 * EDN values, their reader and their printer, without dependencies.
 *
 * <p>Start at {@link io.stator.edn.Edn}. A form is read as: {@code nil} {@code null}, booleans {@link Boolean}, integers {@link Long} or
 * {@link java.math.BigInteger}, decimals {@link Double} or {@link java.math.BigDecimal}, {@link Character}, {@link String},
 * {@link io.stator.edn.Keyword}, {@link io.stator.edn.Symbol}, {@link io.stator.edn.EdnVector}, {@link io.stator.edn.EdnList}, an unmodifiable
 * insertion-ordered {@link java.util.Map} or {@link java.util.Set}, {@link java.time.Instant} ({@code #inst}), {@link java.util.UUID}
 * ({@code #uuid}), {@link java.net.URI} ({@code #uri}), {@code byte[]} ({@code #bytes}, base64) and {@link io.stator.edn.Tagged} for every other tag.
 */
@NullMarked
package io.stator.edn;

import org.jspecify.annotations.NullMarked;
