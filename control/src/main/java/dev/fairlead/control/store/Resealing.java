package dev.fairlead.control.store;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Seals everything in the store under the newest master key: the second half of a rotation. Every
 * column that holds sealed texts is named here; a test finds those that are not.
 */
public final class Resealing {
  /**
   * A column of sealed texts; the purpose of each is {@code TABLE.COLUMN.ID}.
   *
   * @param table its table, whose key is {@code id}
   * @param column the texts
   */
  record Column(String table, String column) {
    String purpose(String id) {
      return Resealing.purpose(table, column, id);
    }
  }

  static final List<Column> COLUMNS =
      List.of(
          new Column("stream_key", "key_sealed"),
          new Column("live_stream", "webhook_secret_sealed"),
          new Column("node_key", "private_sealed"),
          new Column("second_factor", "secret_sealed"),
          new Column("webhook", "secret_sealed"));

  private Resealing() {}

  /** What a text in that place is sealed for. */
  public static String purpose(String table, String column, String id) {
    return table + "." + column + "." + id;
  }

  /** Seals anew what is under an older key; tells how many texts. */
  public static int run(Database database, Vault vault) {
    return database.write(
        sql -> {
          int count = 0;
          // Answers kept for clients that ask twice are of use for a day; these ask once more.
          sql.update("delete from idempotency");
          for (Column column : COLUMNS) {
            count += run(sql, vault, column);
          }
          return count;
        });
  }

  /** Ids of the master keys under which something in the store is sealed. */
  static Set<String> keyIds(Sql sql) {
    Set<String> ids = new TreeSet<>();
    for (Column column : COLUMNS) {
      ids.addAll(
          sql.list(
              "select %s as text from %s where %s is not null"
                  .formatted(column.column(), column.table(), column.column()),
              row -> Vault.keyId(row.text("text"))));
    }
    return ids;
  }

  private record Sealed(String id, String text) {}

  private static int run(Sql sql, Vault vault, Column column) {
    List<Sealed> old =
        sql.list(
            "select id, %s as text from %s where %s is not null"
                .formatted(column.column(), column.table(), column.column()),
            row -> new Sealed(row.text("id"), row.text("text")));
    int count = 0;
    for (Sealed sealed : old) {
      if (!vault.isCurrent(sealed.text())) {
        String purpose = column.purpose(sealed.id());
        sql.update(
            "update %s set %s = ? where id = ?".formatted(column.table(), column.column()),
            vault.seal(purpose, vault.open(purpose, sealed.text())),
            sealed.id());
        count++;
      }
    }
    return count;
  }
}
