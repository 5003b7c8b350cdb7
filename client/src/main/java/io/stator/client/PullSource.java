package io.stator.client;

import io.stator.Anomaly;
import io.stator.PulledEntity;
import io.stator.Results;
import io.stator.client.wire.WireKeys;
import io.stator.client.wire.WireRequest;
import io.stator.edn.Edn;
import io.stator.edn.Keyword;
import io.stator.spi.GivenValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Pulls of many entities, some at a time.
 *
 * @param link the way to the server
 * @param request the request for each of them, without the entity
 * @param values makes an entity of what was sent
 * @param entities which ones
 * @param meter is told what the server did; null when nobody asks
 */
record PullSource(
        Link link,
        WireRequest request,
        PulledValues values,
        List<?> entities,
        @Nullable Meter meter) implements Part.Source<PulledEntity> {
    @Override
    public CompletableFuture<Part<PulledEntity>> open(Part.Page page, Terms terms) {
        int from = (int) Math.min(page.offset(), entities.size());
        long most = page.limit() == Results.NO_LIMIT ? entities.size() : page.limit();
        return pulled(entities.subList(from, (int) Math.min(entities.size(), from + most)), terms);
    }

    @Override
    public Part.Source<PulledEntity> measured(Meter asked) {
        return new PullSource(link, asked.asking(request), values, entities, asked);
    }

    @Override
    public Keyword api() {
        return Keyword.of("pull-many");
    }

    private CompletableFuture<PulledEntity> pulled(@Nullable Object entity, Terms terms) {
        WireRequest asked = request.with(WireKeys.EID, GivenValues.take(entity));
        return Chain.map(link.call(asked, terms), answer -> values.entity(told(answer.result())));
    }

    /** Returns what was pulled, of an answer that may have statistics beside it. */
    private @Nullable Object told(@Nullable Object result) {
        if (meter == null) {
            return result;
        }
        if (!(result instanceof Map<?, ?> map)) {
            throw new Anomaly.Fault("an answer with statistics must be a map: answer=" + Edn.describe(result));
        }
        if (!map.containsKey(WireKeys.RET)) {
            return result; // a server that keeps none
        }
        meter.hear(map);
        return map.get(WireKeys.RET);
    }

    private CompletableFuture<Part<PulledEntity>> pulled(List<?> some, Terms terms) {
        int count = Math.min(ClientLimits.PULLS_AT_ONCE, some.size());
        List<CompletableFuture<PulledEntity>> pulls = new ArrayList<>(count);
        some.subList(0, count).forEach(entity -> pulls.add(pulled(entity, terms.beside())));
        List<?> rest = some.subList(count, some.size());
        CompletableFuture<Part<PulledEntity>> part = Chain.map(
                CompletableFuture.allOf(pulls.toArray(new CompletableFuture<?>[0])),
                nothing -> new Part<>(
                        pulls.stream().map(CompletableFuture::join).toList(),
                        rest.isEmpty() ? null : next -> pulled(rest, next),
                        null));
        part.whenComplete((done, failure) -> {
            if (failure != null) {
                pulls.forEach(pull -> pull.cancel(true));
            }
        });
        return part;
    }
}
