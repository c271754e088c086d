package gatehouse.wire;

import gatehouse.bytes.ByteReader;
import gatehouse.bytes.ByteWriter;
import gatehouse.bytes.MalformedException;
import java.util.ArrayList;
import java.util.List;

/// Security Association (RFC 7296, section 3.3): proposals in the sender's order of preference, or the one chosen.
public record SaPayload(List<Proposal> proposals) implements Payload {
    public SaPayload {
        if (proposals.isEmpty()) throw new IllegalArgumentException("SA without proposals");
        proposals = List.copyOf(proposals);
    }

    static SaPayload read(ByteReader in) throws MalformedException {
        var proposals = new ArrayList<Proposal>(4);
        boolean more = true;
        while (more) {
            if (proposals.size() == PayloadRules.MOST_PROPOSALS) {
                throw new MalformedException("SA: more than " + PayloadRules.MOST_PROPOSALS + " proposals");
            }
            more = Proposal.read(in, proposals);
        }
        in.end("SA");
        return new SaPayload(proposals);
    }

    @Override
    public PayloadType type() {
        return PayloadType.SA;
    }

    @Override
    public void write(ByteWriter out) {
        for (int i = 0; i < proposals.size(); i++) proposals.get(i).write(out, i == proposals.size() - 1);
    }
}
