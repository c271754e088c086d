package gatehouse.journal;

import gatehouse.bytes.Bytes;
import gatehouse.journal.JournalException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;
import org.sqlite.SQLiteJDBCLoader;

/// The table of records. SQLite's log has checksums, its pages have none: so each record carries one of its own.
///
/// Belongs to one thread at a time.
final class SqliteFile {
    private static final int PAGE = 4096;
    /// To remove a record may take a page before it gives one back.
    private static final int RESERVE_PAGES = 1024;
    private static final String TABLE =
            "create table if not exists record (id integer primary key, topic text not null, key text not null,"
                    + " checksum integer not null, octets blob not null)";

    private final Connection connection;
    private final long mostPages;
    private PreparedStatement begin;
    private PreparedStatement commit;
    private PreparedStatement insert;
    private PreparedStatement update;
    private PreparedStatement delete;
    private PreparedStatement select;
    private long pagesAllowed;
    private boolean prepared;

    private SqliteFile(Connection connection, long mostPages) throws SQLException {
        this.connection = connection;
        this.mostPages = mostPages;
        prepare();
    }

    // Begin and commit in SQL: the driver's own idea of a transaction goes wrong where SQLite ends one by itself, on a full
    // disk.
    private void prepare() throws SQLException {
        begin = connection.prepareStatement("begin");
        commit = connection.prepareStatement("commit");
        insert = connection.prepareStatement(
                "insert into record (id, topic, key, checksum, octets) values (?, ?, ?, ?, ?)");
        update = connection.prepareStatement("update record set checksum = ?, octets = ? where id = ?");
        delete = connection.prepareStatement("delete from record where id = ?");
        select = connection.prepareStatement("select checksum, octets from record where id = ?");
        prepared = true;
    }

    /// Before each transaction.
    ///
    /// @param removing whether it only removes, and so may let the file grow over its limit for a moment
    void begin(boolean removing) throws SQLException {
        // A statement that failed is closed.
        if (!prepared) prepare();
        long allowed = removing ? mostPages + RESERVE_PAGES : mostPages;
        if (allowed != pagesAllowed) execute("pragma max_page_count = " + allowed);
        pagesAllowed = allowed;
        begin.execute();
    }

    private void execute(String command) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(command);
        }
    }

    static void loadLibrary() {
        try {
            SQLiteJDBCLoader.initialize();
        } catch (Exception _) {
            // The driver tries again when a file is opened, and tells.
        }
    }

    /// Opens the file, or makes it. One that is broken is put aside, and what can be read of it moves to a new one.
    static SqliteFile open(Path file, long mostOctets, List<String> findings) throws SQLException, JournalException {
        try {
            create(file);
            WriteAheadLog.check(walOf(file)).ifPresent(findings::add);
        } catch (IOException e) {
            throw new JournalException(Reason.DISK, file + ": " + e.getMessage(), e);
        }
        try {
            return open(file, mostOctets);
        } catch (SQLException e) {
            if (!isBroken(e)) throw e;
            return salvage(file, mostOctets, findings, e.getMessage());
        }
    }

    private static SqliteFile open(Path file, long mostOctets) throws SQLException {
        var driver = new SQLiteConfig();
        // The driver would ask for the number of the last row after each statement; a record has its number from us.
        driver.setGetGeneratedKeys(false);
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, driver.toProperties());
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma busy_timeout = 500");
            // One process at a time: two gateways that share a file would each send what is the other's.
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("pragma journal_mode = wal");
            // Each commit waits until its part of the log is on the disk.
            statement.execute("pragma synchronous = full");
            statement.execute("pragma journal_size_limit = 67108864");
            statement.execute("pragma page_size = " + PAGE);
            try (ResultSet result = statement.executeQuery("pragma quick_check(1)")) {
                String verdict = result.next() ? result.getString(1) : "no answer";
                if (!verdict.equals("ok")) throw new SQLiteException(verdict, SQLiteErrorCode.SQLITE_CORRUPT);
            }
            statement.execute(TABLE);
            return new SqliteFile(connection, Math.min(mostOctets / PAGE, Integer.MAX_VALUE));
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static SqliteFile salvage(Path file, long mostOctets, List<String> findings, String why)
            throws SQLException, JournalException {
        Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + Instant.now().getEpochSecond());
        try {
            Files.move(file, aside);
            if (Files.exists(walOf(file))) Files.move(walOf(file), walOf(aside));
            create(file);
        } catch (IOException e) {
            throw new JournalException(Reason.DISK, file + " is broken and cannot be put aside: " + e.getMessage(), e);
        }
        SqliteFile fresh = open(file, mostOctets);
        fresh.begin(false);
        var saved = new Salvage(fresh);
        try (Connection old = JDBC.createConnection("jdbc:sqlite:" + aside, new Properties());
                Statement statement = old.createStatement()) {
            // From both ends up to the break.
            for (String order : List.of("asc", "desc")) saved.take(statement, order);
        } catch (SQLException _) {
            // Not even the head of the file can be read.
        }
        fresh.commit();
        findings.add(
                file + " was broken (" + why + "); " + saved.records + " records could be saved, the rest may be in "
                        + aside);
        return fresh;
    }

    private static final class Salvage {
        private final SqliteFile target;
        private int records;

        Salvage(SqliteFile target) {
            this.target = target;
        }

        void take(Statement source, String order) {
            try (ResultSet rows = source.executeQuery(
                    "select id, topic, key, checksum, octets from record order by id " + order)) {
                while (rows.next()) {
                    long id = rows.getLong(1);
                    String topic = rows.getString(2);
                    String key = rows.getString(3);
                    byte[] octets = rows.getBytes(5);
                    if (topic == null || key == null || octets == null) continue;
                    Bytes value = Bytes.wrap(octets);
                    if (rows.getLong(4) != checksum(key, value) || target.read(id, key).isPresent()) continue;
                    target.insert(id, topic, key, value);
                    records++;
                }
            } catch (SQLException _) {
                // Up to here.
            }
        }
    }

    /// What takes a row of the table without its octets.
    interface Visitor {
        void record(long id, String topic, String key, int length);
    }

    /// Shows every record.
    ///
    /// @return the number of the next one
    long load(Visitor visitor) throws SQLException {
        long next = 1;
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select id, topic, key, length(octets) from record order by id")) {
            while (rows.next()) {
                visitor.record(rows.getLong(1), rows.getString(2), rows.getString(3), rows.getInt(4));
                next = rows.getLong(1) + 1;
            }
        }
        return next;
    }

    void walk(String topic, BiConsumer<String, Bytes> visitor, Consumer<String> damaged) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select key, checksum, octets from record where topic = ? order by id")) {
            statement.setString(1, topic);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String key = rows.getString(1);
                    Optional<Bytes> value = genuine(key, rows.getLong(2), rows.getBytes(3));
                    value.ifPresentOrElse(octets -> visitor.accept(key, octets), () -> damaged.accept(key));
                }
            }
        }
    }

    /// The octets of a record; nothing if they do not match their checksum.
    Optional<Bytes> read(long id, String key) throws SQLException {
        select.setLong(1, id);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? genuine(key, rows.getLong(1), rows.getBytes(2)) : Optional.empty();
        }
    }

    void insert(long id, String topic, String key, Bytes value) throws SQLException {
        insert.setLong(1, id);
        insert.setString(2, topic);
        insert.setString(3, key);
        insert.setLong(4, checksum(key, value));
        insert.setBytes(5, value.toArray());
        insert.executeUpdate();
    }

    void update(long id, String key, Bytes value) throws SQLException {
        update.setLong(1, checksum(key, value));
        update.setBytes(2, value.toArray());
        update.setLong(3, id);
        update.executeUpdate();
    }

    void delete(long id) throws SQLException {
        delete.setLong(1, id);
        delete.executeUpdate();
    }

    void commit() throws SQLException {
        commit.execute();
    }

    /// Nothing of this transaction stays. Where SQLite has rolled back by itself already, that is said again in vain.
    void rollback() {
        prepared = false;
        for (PreparedStatement statement : List.of(begin, commit, insert, update, delete, select)) {
            attempt(statement::close);
        }
        attempt(() -> execute("rollback"));
        // Where the disk is full, the log must be used again from its beginning.
        attempt(() -> execute("pragma wal_checkpoint(restart)"));
    }

    private interface Attempt {
        void make() throws SQLException;
    }

    private static void attempt(Attempt attempt) {
        try {
            attempt.make();
        } catch (SQLException _) {
            // Nothing depends on it.
        }
    }

    /// What was committed is durable already.
    void close() {
        // If that fails, the next one to open the file finishes what is left in the log.
        attempt(connection::close);
    }

    static JournalException translated(Path file, SQLException e) {
        int code = e instanceof SQLiteException sqlite ? sqlite.getResultCode().code & 0xff : 0;
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return new JournalException(
                    Reason.IN_USE, file + " is in use: another gateway is running with the same state directory", e);
        }
        return new JournalException(Reason.DISK, file + ": " + e.getMessage(), e);
    }

    private static boolean isBroken(SQLException e) {
        if (!(e instanceof SQLiteException sqlite)) return false;
        int code = sqlite.getResultCode().code & 0xff;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    private static Optional<Bytes> genuine(String key, long checksum, byte[] octets) {
        if (octets == null) return Optional.empty();
        Bytes value = Bytes.wrap(octets);
        return checksum(key, value) == checksum ? Optional.of(value) : Optional.empty();
    }

    private static long checksum(String key, Bytes value) {
        var crc = new CRC32C();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        crc.update(0);
        crc.update(value.array(), value.offset(), value.length());
        return crc.getValue();
    }

    // Names of people are in it: for the owner alone. The log takes its permissions from the file.
    private static void create(Path file) throws IOException {
        if (Files.exists(file)) return;
        if (file.toAbsolutePath().getParent() != null) Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static Path walOf(Path file) {
        return file.resolveSibling(file.getFileName() + "-wal");
    }
}
