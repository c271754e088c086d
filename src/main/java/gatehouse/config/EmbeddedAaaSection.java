package gatehouse.config;

import java.nio.file.Path;

/// `embedded-aaa`.
final class EmbeddedAaaSection {
    private EmbeddedAaaSection() {}

    static EmbeddedAaaSettings read(Section section, Path stateDirectory, boolean otherServers) {
        boolean enabled = section.value("enabled", !otherServers,
                text -> text.equals("auto") ? !otherServers : Values.yesOrNo(text));
        Path users = section.file("users").orElse(stateDirectory.resolve("users.yaml"));
        Path log = section.file("accounting-log").orElse(stateDirectory.resolve("accounting.log"));
        section.end();
        return new EmbeddedAaaSettings(enabled, users, log);
    }
}
