package gatehouse.wire;

import gatehouse.bytes.MalformedException;
import java.util.List;

/// Which payloads an exchange must have and how many it may have (RFC 7296, appendix C), and how much of anything we are
/// willing to read. What is merely out of place is tolerated, because real peers do it: MikroTik sends CP in the rekeying
/// of a Child SA, Cisco one in the clear in IKE_SA_INIT. Unknown payloads and notifications never matter here.
public final class PayloadRules {
    /// Payloads of a message. A first message with everything has about twenty.
    public static final int MOST_PAYLOADS = 64;
    /// Proposals of an SA. Windows sends eighteen.
    public static final int MOST_PROPOSALS = 64;
    /// Transforms of a proposal.
    public static final int MOST_TRANSFORMS = 128;
    /// Attributes of a CP: some gateways send a subnet in each.
    public static final int MOST_CFG_ATTRIBUTES = 1024;

    private static final long AT_MOST_ONCE = bit(PayloadType.SA)
            | bit(PayloadType.KE)
            | bit(PayloadType.IDI)
            | bit(PayloadType.IDR)
            | bit(PayloadType.AUTH)
            | bit(PayloadType.NONCE)
            | bit(PayloadType.TSI)
            | bit(PayloadType.TSR)
            | bit(PayloadType.CP)
            | bit(PayloadType.EAP);
    private static final long PROTECTED = bit(PayloadType.SK) | bit(PayloadType.SKF);

    private PayloadRules() {}

    /// Checks the payloads that a message is about: for a protected one, those that were inside SK.
    public static void check(IkeHeader header, List<Payload> payloads) throws MalformedException {
        if (payloads.size() > MOST_PAYLOADS) throw new MalformedException("more than " + MOST_PAYLOADS + " payloads");
        long seen = 0;
        for (Payload payload : payloads) {
            long bit = bit(payload.type());
            if ((seen & bit & AT_MOST_ONCE) != 0) throw new MalformedException("two payloads " + payload.type());
            seen |= bit;
        }
        if ((seen & PROTECTED) != 0) throw new MalformedException("SK or SKF where payloads are expected");
        new Rules(header, payloads, seen).check();
    }

    private record Rules(IkeHeader header, List<Payload> payloads, long seen) {
        void check() throws MalformedException {
            switch (header.exchangeType().code()) {
                case 34 -> initial();
                case 35 -> auth();
                case 36 -> createChild();
                case 44 -> demandUnlessError(PayloadType.KE);
                default -> {}
            }
        }

        private void initial() throws MalformedException {
            demandUnlessError(PayloadType.SA, PayloadType.KE, PayloadType.NONCE);
        }

        private void auth() throws MalformedException {
            if (has(PayloadType.SA)) demand(PayloadType.TSI, PayloadType.TSR);
            boolean speaks = has(PayloadType.AUTH)
                    || has(PayloadType.EAP)
                    || (header.response()
                            ? has(PayloadType.IDR) || has(PayloadType.NOTIFY)
                            : has(PayloadType.IDI) || isErrorReport());
            if (!speaks) throw new MalformedException(header.exchangeType() + " without identity, EAP or AUTH");
        }

        private void createChild() throws MalformedException {
            demandUnlessError(PayloadType.SA, PayloadType.NONCE);
            if (has(PayloadType.TSI) != has(PayloadType.TSR)) {
                throw new MalformedException(
                        header.exchangeType() + " without " + (has(PayloadType.TSI) ? "TSr" : "TSi"));
            }
            for (Payload payload : payloads) {
                if (payload instanceof SaPayload sa && isForIke(sa)) demand(PayloadType.KE);
            }
        }

        // Section 1.3.2: the payloads that rekey an IKE SA are SA, Ni, KEi.
        private static boolean isForIke(SaPayload sa) {
            return sa.proposals().getFirst().protocol().equals(ProtocolId.IKE);
        }

        // A response may consist of notifications alone: of an error, of a cookie, of a redirection.
        private void demandUnlessError(PayloadType... types) throws MalformedException {
            boolean any = false;
            for (PayloadType type : types) any |= has(type);
            if (!any && header.response() && has(PayloadType.NOTIFY)) return;
            demand(types);
        }

        // Section 2.21.2: an initiator that cannot accept the response says so in an exchange of its own.
        private boolean isErrorReport() {
            for (Payload payload : payloads) {
                if (payload instanceof NotifyPayload notify && notify.notifyType().isError()) return true;
            }
            return false;
        }

        private void demand(PayloadType... types) throws MalformedException {
            for (PayloadType type : types) {
                if (!has(type)) throw new MalformedException(header.exchangeType() + " without " + type);
            }
        }

        private boolean has(PayloadType type) {
            return (seen & bit(type)) != 0;
        }
    }

    // Payload types in use start at 33.
    private static long bit(PayloadType type) {
        int place = type.code() - 33;
        return place >= 0 && place < Long.SIZE ? 1L << place : 0;
    }
}
