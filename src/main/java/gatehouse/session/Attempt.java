package gatehouse.session;

import gatehouse.net.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// One attempt to log in, from the first message to the verdict: what somebody needs to know who has to say why it failed.
/// What an attempt did not get to is empty.
///
/// @param at          when its first message came
/// @param duration    from then to the verdict
/// @param ikeIdentity what the client called itself in IDi
/// @param eapIdentity what it called itself in EAP
/// @param user        who AAA says it is
/// @param profile     the profile that served it
/// @param offered     the proposals for the IKE SA, in the client's order
/// @param taken       the one that we took
/// @param method      how the client proved who it is, or tried to: an EAP method, `psk`, `certificate`
/// @param eapRounds   rounds of EAP through AAA
/// @param server      the AAA server that spoke last
/// @param aaaLatency  how long AAA took, all its answers together
/// @param trouble     what went wrong; [Trouble#NONE] if nothing
/// @param reason      for the log, with the facts of the case
public record Attempt(
        Instant at,
        Duration duration,
        Path path,
        String ikeIdentity,
        String eapIdentity,
        String user,
        String profile,
        List<String> offered,
        String taken,
        String method,
        int eapRounds,
        String server,
        Duration aaaLatency,
        Trouble trouble,
        String reason) {
    public Attempt {
        offered = List.copyOf(offered);
    }

    public boolean succeeded() {
        return trouble == Trouble.NONE;
    }

    /// What can go wrong with a login, by what helps against it.
    public enum Trouble {
        /// It succeeded.
        NONE(""),
        /// No algorithms in common.
        PROPOSAL("let the client offer one of the profile's proposals, or add one of those that it offered to the profile"),
        /// No profile serves such a peer.
        PROFILE("add a profile whose 'match' covers this identity, or correct the identity that the client sends"),
        /// The client proves itself in a way that the profile does not take.
        METHOD("set the client to one of the methods in the profile's 'remote-authentication', or add the client's method"),
        /// AAA said no.
        REJECTED("look into the log of the AAA server that is named: user name, password, or a policy of its own"),
        /// AAA said nothing.
        AAA_SILENT("check that the AAA server runs, knows this gateway's address and has the same secret; "
                + "'gatehouse stats' counts answers and timeouts of each"),
        /// EAP was not spoken as it must be.
        EAP("choose an EAP method that makes a key, such as EAP-MSCHAPv2 or EAP-TLS, on the client and on the AAA server"),
        /// There is no pre-shared key, or it is another.
        KEY("compare the keys on both sides, and the identity under which the keyring holds it"),
        /// The client's certificate is not to be trusted.
        CERTIFICATE("check the certificate's dates, names and issuer against the profile's trust points"),
        /// No name could be made of the identity.
        NAME("use a name mangler that fits this kind of identity, or a fixed name"),
        /// AAA granted something that cannot be put into force, or nothing is known of whom it named.
        AUTHORIZATION("correct the attribute that is named on the AAA server, or say in the configuration that it may be "
                + "ignored; 'gatehouse authorize' tries it without a client"),
        /// No inner address.
        ADDRESS("enlarge the pool or end sessions that hold its addresses ('gatehouse pools'), or let AAA name another"),
        /// No traffic selectors, or no algorithms for ESP, in common.
        CHILD("compare the networks and the ESP proposals that the client asks for with those of the profile"),
        /// A limit of sessions.
        LIMIT("end an older session ('gatehouse sessions', 'gatehouse disconnect'), or raise the limit that is named"),
        /// The client went silent.
        SILENCE("look at the client's own log; if it never got our answer, look for a firewall that drops UDP fragments"),
        /// The client said what may not be said.
        PROTOCOL("look at the client's own log and its version"),
        /// The gateway's configuration contradicts itself.
        CONFIGURATION("correct the configuration and check it with 'gatehouse check-config'"),
        /// The gateway has no capacity left, or stops.
        GATEWAY("try again; if it stays so, look at 'gatehouse status'"),
        /// A mistake of Gatehouse.
        BUG("report it with the stack from the log");

        private final String remedy;

        Trouble(String remedy) {
            this.remedy = remedy;
        }

        /// What can be done about it, as one sentence without a capital or a full stop; empty for [#NONE].
        public String remedy() {
            return remedy;
        }
    }
}
