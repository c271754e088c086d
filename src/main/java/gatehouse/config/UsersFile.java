package gatehouse.config;

import gatehouse.bytes.Secret;
import gatehouse.radius.Attribute;
import gatehouse.radius.dictionary.RadiusDictionary;
import gatehouse.radius.server.User;
import gatehouse.radius.server.User.Method;
import gatehouse.radius.server.Users;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The users of the embedded AAA server, in a file that is read again whenever it has changed. A change with a mistake in
/// it changes nothing, and the log says why. Belongs to one thread.
public final class UsersFile implements Users {
    private static final Logger LOG = LoggerFactory.getLogger(UsersFile.class);
    private static final Map<String, Method> METHODS =
            Map.of("mschapv2", Method.MSCHAPV2, "gtc", Method.GTC, "md5", Method.MD5);
    private static final Set<String> MADE_BY_THE_SERVER =
            Set.of("User-Name", "State", "Proxy-State", "EAP-Message", "Message-Authenticator");
    private static final int LONGEST_NAME = 253;

    private final Path file;
    private final RadiusDictionary dictionary;
    private final Map<String, String> environment;
    private Map<String, User> users;
    private FileTime read;

    private UsersFile(Path file, RadiusDictionary dictionary, Map<String, String> environment, FileTime read)
            throws ConfigurationException {
        this.file = file;
        this.dictionary = dictionary;
        this.environment = environment;
        this.read = read;
        this.users = users();
    }

    /// Reads the file for the first time.
    public static UsersFile open(Path file, RadiusDictionary dictionary, Map<String, String> environment)
            throws ConfigurationException {
        return new UsersFile(file, dictionary, environment, time(file));
    }

    @Override
    public Optional<User> find(String name) {
        FileTime now = time(file);
        if (!now.equals(read)) {
            read = now;
            try {
                users = users();
                LOG.info("event=users-read file={} users={}", file, users.size());
            } catch (ConfigurationException e) {
                LOG.warn("event=users-refused file={} reason=\"{}\"", file, e.getMessage());
            }
        }
        return Optional.ofNullable(users.get(name));
    }

    public int size() {
        return users.size();
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException _) {
            return FileTime.fromMillis(0);
        }
    }

    private Map<String, User> users() throws ConfigurationException {
        var document = new Document(file, environment);
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException e) {
            document.complaints().error(Place.WHOLE_FILE, Document.why(file, e), "");
            throw new ConfigurationException(document.complaints().all());
        }
        Section root = Section.of(YamlTree.read(text, document.complaints()), document);
        var found = new LinkedHashMap<String, User>();
        root.named("users", UsersFile::userName).forEach((name, section) -> found.put(name, user(name, section)));
        root.end();
        if (document.complaints().hasErrors()) throw new ConfigurationException(document.complaints().all());
        return found;
    }

    private User user(String name, Section section) {
        String password = section.required("password", "stand-in", Values::text);
        List<Method> methods =
                section.values("methods", List.of(Method.MSCHAPV2, Method.GTC, Method.MD5), Values.oneOf(METHODS));
        if (methods.isEmpty()) section.error("methods", "is empty", "the user could not log in");
        List<Attribute> reply = reply(section.section("reply"));
        section.end();
        return new User(
                name, Secret.ofUtf8(password), methods.isEmpty() ? List.of(Method.MSCHAPV2) : methods, reply);
    }

    private List<Attribute> reply(Section section) {
        var attributes = new ArrayList<Attribute>();
        for (String name : section.keys()) {
            attributes.addAll(section.values(name, List.of(), value -> {
                if (MADE_BY_THE_SERVER.contains(name))
                    throw new Unfit(name + " is made by the server itself", "leave it out");
                try {
                    return dictionary.attribute(name, value);
                } catch (IllegalArgumentException e) {
                    throw new Unfit(e.getMessage(), "names are those of the files in dictionaries/");
                }
            }));
        }
        return attributes;
    }

    private static String userName(String name) throws Unfit {
        int length = name.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_NAME) {
            throw new Unfit("a name of " + length + " octets", "a User-Name has 1 to 253 (RFC 2865, section 5.1)");
        }
        return name;
    }
}
