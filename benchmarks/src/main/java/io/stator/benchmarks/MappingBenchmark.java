package io.stator.benchmarks;

import io.stator.dynamodb.Codecs;
import io.stator.dynamodb.Item;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** A record of ten components to attributes and back: by hand, by this library, and a bean by the AWS Enhanced Client. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class MappingBenchmark {
    private static final Codecs CODECS = Codecs.standard();

    private final Customer ada = Customer.ADA;
    private final CustomerBean bean = CustomerBean.of(ada);
    private final Map<String, AttributeValue> attributes = ada.attributes();
    private final TableSchema<CustomerBean> schema = TableSchema.fromBean(CustomerBean.class);

    @Benchmark
    public Map<String, AttributeValue> writeByHand() {
        return ada.attributes();
    }

    @Benchmark
    public Map<String, AttributeValue> writeStator() {
        return CODECS.toAttributeValues(Item.from(ada));
    }

    @Benchmark
    public Map<String, AttributeValue> writeEnhanced() {
        return schema.itemToMap(bean, true);
    }

    @Benchmark
    public Customer readByHand() {
        return Customer.of(attributes);
    }

    @Benchmark
    public Customer readStator() {
        return CODECS.fromAttributeValues(attributes).as(Customer.class);
    }

    @Benchmark
    public CustomerBean readEnhanced() {
        return schema.mapToItem(attributes);
    }
}
