package gatehouse.virtualaccess;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// A line of configuration, word by word. Keywords are the same in capitals. What is wrong is told with the line, the word
/// and its place.
final class Words {
    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}");

    private final String line;
    private final List<String> words;
    private int at;

    Words(String line) {
        this.line = line.strip();
        this.words = this.line.isEmpty() ? List.of() : List.of(SPACE.split(this.line));
    }

    boolean isDone() {
        return at == words.size();
    }

    /// The next word, small; empty at the end.
    String peek() {
        return isDone() ? "" : words.get(at).toLowerCase(Locale.ROOT);
    }

    boolean isNumber() {
        return NUMBER.matcher(peek()).matches();
    }

    /// The next word as it was written.
    String next(String what) throws UnenforceableException {
        if (isDone()) throw error("ends where " + what + " is expected");
        return words.get(at++);
    }

    String keyword(String what) throws UnenforceableException {
        return next(what).toLowerCase(Locale.ROOT);
    }

    /// Takes these words if they are next.
    boolean take(String... keywords) {
        if (words.size() - at < keywords.length) return false;
        for (int i = 0; i < keywords.length; i++) {
            if (!words.get(at + i).equalsIgnoreCase(keywords[i])) return false;
        }
        at += keywords.length;
        return true;
    }

    void expect(String keyword) throws UnenforceableException {
        if (isDone()) throw error("ends where '" + keyword + "' is expected");
        if (!take(keyword)) throw notHere("'" + keyword + "' is expected");
    }

    long number(String what, long least, long most) throws UnenforceableException {
        String word = next(what);
        if (!NUMBER.matcher(word).matches()) throw wrong("is no number: " + what + " is expected");
        long number = Long.parseLong(word);
        if (number < least || number > most) {
            throw wrong("is no " + what + ": it is from " + least + " to " + most);
        }
        return number;
    }

    /// What is left, as one text; it stays to be read.
    String remaining() {
        return String.join(" ", words.subList(at, words.size()));
    }

    /// Takes what is left, as one text.
    String rest() {
        String rest = remaining();
        at = words.size();
        return rest;
    }

    void end() throws UnenforceableException {
        if (!isDone()) throw notHere("nothing more is expected here");
    }

    /// Complains about the word that was taken last.
    UnenforceableException wrong(String why) {
        return error("'" + words.get(at - 1) + "' (word " + at + ") " + why);
    }

    /// Complains about the word that comes next.
    UnenforceableException notHere(String why) {
        return error("'" + words.get(at) + "' (word " + (at + 1) + "): " + why);
    }

    UnenforceableException error(String why) {
        return new UnenforceableException("'" + line + "': " + why);
    }
}
