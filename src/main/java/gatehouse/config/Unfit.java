package gatehouse.config;

/// A text that does not mean what its key needs.
final class Unfit extends Exception {
    private static final long serialVersionUID = 1;

    private final String remedy;

    Unfit(String what, String remedy) {
        super(what, null, false, false);
        this.remedy = remedy;
    }

    String remedy() {
        return remedy;
    }
}
