package io.stator.benchmarks;

import io.stator.Client;
import io.stator.Connection;
import io.stator.TxData;
import io.stator.edn.Keyword;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;

/** Stator in a comparison of transactions. */
record StatorContender(Client client, Connection connection) implements Contender {
    static StatorContender of(Client client) {
        client.createDatabase("bench");
        return new StatorContender(client, client.connect("bench"));
    }

    @Override
    public Object keyword(String name) {
        return Keyword.parse(name);
    }

    @Override
    public Object map(Object... keysAndValues) {
        Map<Object, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put(keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }

    @Override
    public Map<?, ?> transact(List<Object> forms) {
        return connection.transact(TxData.of(forms)).tempids();
    }

    @Override
    public Future<?> transactAsync(List<Object> forms) {
        return connection.transactAsync(TxData.of(forms));
    }

    @Override
    public void transactText(String edn) {
        connection.transact(edn);
    }

    @Override
    public void close() {
        client.close();
    }
}
