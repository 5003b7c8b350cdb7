package io.stator.benchmarks;

import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;

/** The same ten attributes as a bean, which is what the AWS Enhanced Client maps. */
@DynamoDbBean
@NullUnmarked
public final class CustomerBean {
    private String id;
    private long created;
    private String name;
    private String email;
    private int visits;
    private double rating;
    private boolean active;
    private String city;
    private long balance;
    private List<String> tags;

    /** Returns a bean with the values of a record. */
    static CustomerBean of(Customer customer) {
        CustomerBean bean = new CustomerBean();
        bean.id = customer.id();
        bean.created = customer.created();
        bean.name = customer.name();
        bean.email = customer.email();
        bean.visits = customer.visits();
        bean.rating = customer.rating();
        bean.active = customer.active();
        bean.city = customer.city();
        bean.balance = customer.balance();
        bean.tags = customer.tags();
        return bean;
    }

    /** Returns id. */
    @DynamoDbPartitionKey
    public String getId() {
        return id;
    }

    /** Sets id. */
    public void setId(String id) {
        this.id = id;
    }

    /** Returns created. */
    @DynamoDbSortKey
    public long getCreated() {
        return created;
    }

    /** Sets created. */
    public void setCreated(long created) {
        this.created = created;
    }

    /** Returns name. */
    public String getName() {
        return name;
    }

    /** Sets name. */
    public void setName(String name) {
        this.name = name;
    }

    /** Returns email. */
    public String getEmail() {
        return email;
    }

    /** Sets email. */
    public void setEmail(String email) {
        this.email = email;
    }

    /** Returns visits. */
    public int getVisits() {
        return visits;
    }

    /** Sets visits. */
    public void setVisits(int visits) {
        this.visits = visits;
    }

    /** Returns rating. */
    public double getRating() {
        return rating;
    }

    /** Sets rating. */
    public void setRating(double rating) {
        this.rating = rating;
    }

    /** Returns active. */
    public boolean isActive() {
        return active;
    }

    /** Sets active. */
    public void setActive(boolean active) {
        this.active = active;
    }

    /** Returns city. */
    public String getCity() {
        return city;
    }

    /** Sets city. */
    public void setCity(String city) {
        this.city = city;
    }

    /** Returns balance. */
    public long getBalance() {
        return balance;
    }

    /** Sets balance. */
    public void setBalance(long balance) {
        this.balance = balance;
    }

    /** Returns tags. */
    public List<String> getTags() {
        return tags;
    }

    /** Sets tags. */
    public void setTags(List<String> tags) {
        this.tags = tags;
    }
}
