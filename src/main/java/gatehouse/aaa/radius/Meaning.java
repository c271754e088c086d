package gatehouse.aaa.radius;

import gatehouse.aaa.Granted;
import gatehouse.bytes.Bytes;
import gatehouse.net.Addresses;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/// What one type of attribute means.
///
/// @param restricts whether it asks for a restriction, so that it cannot be passed over
record Meaning(String name, boolean restricts, Reader reader) {
    /// Makes grants of a value.
    interface Reader {
        List<Granted> read(Bytes value, Hidden hidden) throws UnfitException;
    }

    /// Makes grants of a text.
    interface TextReader {
        List<Granted> read(String text) throws UnfitException;
    }

    /// Gives something.
    static Meaning grants(String name, Reader reader) {
        return new Meaning(name, false, reader);
    }

    /// Sets a limit.
    static Meaning restricts(String name, Reader reader) {
        return new Meaning(name, true, reader);
    }

    /// Means nothing here, and nobody misses it.
    static Meaning nothing(String name) {
        return new Meaning(name, false, (_, _) -> List.of());
    }

    /// Gives something that there is not here.
    static Meaning unused(String name, String why) {
        return new Meaning(name, false, (_, _) -> {
            throw UnfitException.unsupported(why);
        });
    }

    /// Sets a limit that nothing here keeps.
    static Meaning cannot(String name, String why) {
        return new Meaning(name, true, (_, _) -> {
            throw UnfitException.unsupported(why);
        });
    }

    /// A text, of one line or several.
    static Reader text(TextReader reader) {
        return (value, _) -> reader.read(Values.text(value));
    }

    /// A text as it is.
    static Reader textOf(Function<String, Granted> granted) {
        return text(text -> List.of(granted.apply(text)));
    }

    /// The name of something: one word.
    static Reader nameOf(Function<String, Granted> granted) {
        return text(text -> List.of(granted.apply(Values.name(text))));
    }

    static Reader address(int length, Function<InetAddress, Granted> granted) {
        return (value, _) -> {
            if (value.length() != length) throw UnfitException.malformed("its value has the wrong length");
            return List.of(granted.apply(Addresses.of(value)));
        };
    }

    /// Makes a grant of a number, or says why not.
    interface NumberReader {
        List<Granted> read(long number) throws UnfitException;
    }

    static Reader number(NumberReader reader) {
        return (value, _) -> {
            if (value.length() != 4) throw UnfitException.malformed("its value has the wrong length");
            return reader.read(value.u32(0));
        };
    }

    static Reader seconds(Function<Duration, Granted> granted) {
        return number(seconds -> List.of(granted.apply(Duration.ofSeconds(seconds))));
    }
}
