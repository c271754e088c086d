package gatehouse.config;

/// Where in a file a value stands.
///
/// @param line from 1; zero where the value is not in the file
/// @param path the keys that lead to it, joined by points
record Place(int line, String path) {
    static final Place WHOLE_FILE = new Place(0, "");

    Place child(int line, String key) {
        return new Place(line, path.isEmpty() ? key : path + "." + key);
    }

    Place element(int line, int index) {
        return new Place(line, path + "[" + (index + 1) + "]");
    }
}
