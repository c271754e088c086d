package gatehouse.server;

import gatehouse.aaa.Grant;
import gatehouse.aaa.Origin;
import gatehouse.aaa.radius.GrantReader;
import gatehouse.aaa.radius.Strictness;
import gatehouse.radius.Attribute;
import gatehouse.radius.dictionary.RadiusDictionary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// Attributes of a file, read as if a server had sent them.
final class FileAnswers implements AuthorizationDesk.GivenAnswers {
    private final Path dictionaries;
    private final GrantReader reader;

    FileAnswers(Path dictionaries, Strictness strictness) {
        this.dictionaries = dictionaries;
        this.reader = new GrantReader(strictness);
    }

    @Override
    public RadiusDictionary dictionary() throws IOException {
        return RadiusDictionary.load(dictionaries);
    }

    @Override
    public Grant grant(List<Attribute> attributes, String server) {
        return reader.read(attributes, new Origin(Origin.Source.IMPLICIT, server, "", ""));
    }
}
