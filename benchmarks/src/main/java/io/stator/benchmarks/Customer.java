package io.stator.benchmarks;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** An item of ten attributes, as a record of its own and as DynamoDB sees it. */
public record Customer(
        String id,
        long created,
        String name,
        String email,
        int visits,
        double rating,
        boolean active,
        String city,
        long balance,
        List<String> tags) {
    /** The customer of all benchmarks. */
    static final Customer ADA = new Customer(
            "customer-0001",
            1_700_000_000_000L,
            "Ada Lovelace",
            "ada@example.org",
            42,
            4.75,
            true,
            "London",
            123_456_789L,
            List.of("mathematics", "engines"));

    /** Returns the attributes, mapped by hand. */
    Map<String, AttributeValue> attributes() {
        Map<String, AttributeValue> attributes = new HashMap<>(20);
        attributes.put("id", AttributeValue.fromS(id));
        attributes.put("created", AttributeValue.fromN(Long.toString(created)));
        attributes.put("name", AttributeValue.fromS(name));
        attributes.put("email", AttributeValue.fromS(email));
        attributes.put("visits", AttributeValue.fromN(Integer.toString(visits)));
        attributes.put("rating", AttributeValue.fromN(Double.toString(rating)));
        attributes.put("active", AttributeValue.fromBool(active));
        attributes.put("city", AttributeValue.fromS(city));
        attributes.put("balance", AttributeValue.fromN(Long.toString(balance)));
        attributes.put(
                "tags",
                AttributeValue.fromL(tags.stream().map(AttributeValue::fromS).toList()));
        return attributes;
    }

    /** Returns the customer of all ten attributes, mapped by hand. */
    @SuppressWarnings("NullAway") // all ten are there
    static Customer of(Map<String, AttributeValue> attributes) {
        return new Customer(
                attributes.get("id").s(),
                Long.parseLong(attributes.get("created").n()),
                attributes.get("name").s(),
                attributes.get("email").s(),
                Integer.parseInt(attributes.get("visits").n()),
                Double.parseDouble(attributes.get("rating").n()),
                attributes.get("active").bool(),
                attributes.get("city").s(),
                Long.parseLong(attributes.get("balance").n()),
                attributes.get("tags").l().stream().map(AttributeValue::s).toList());
    }

    /** Returns the attributes as the service's JSON. */
    String json() {
        return """
                {"id":{"S":"%s"},"created":{"N":"%d"},"name":{"S":"%s"},"email":{"S":"%s"},"visits":{"N":"%d"},\
                "rating":{"N":"%s"},"active":{"BOOL":%s},"city":{"S":"%s"},"balance":{"N":"%d"},\
                "tags":{"L":[{"S":"%s"},{"S":"%s"}]}}""".formatted(id, created, name, email, visits, rating, active, city, balance, tags.get(0), tags.get(1));
    }
}
