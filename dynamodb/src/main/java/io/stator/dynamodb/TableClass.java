package io.stator.dynamodb;

/** What a table's storage and requests cost. */
public enum TableClass {
    /** For tables whose requests cost more than their storage. */
    STANDARD(software.amazon.awssdk.services.dynamodb.model.TableClass.STANDARD),
    /** For tables whose storage costs more than their requests. */
    STANDARD_INFREQUENT_ACCESS(software.amazon.awssdk.services.dynamodb.model.TableClass.STANDARD_INFREQUENT_ACCESS);

    private final software.amazon.awssdk.services.dynamodb.model.TableClass tableClass;

    TableClass(software.amazon.awssdk.services.dynamodb.model.TableClass tableClass) {
        this.tableClass = tableClass;
    }

    software.amazon.awssdk.services.dynamodb.model.TableClass tableClass() {
        return tableClass;
    }
}
