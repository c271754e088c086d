package gatehouse.server;

import gatehouse.aaa.AaaList;
import gatehouse.aaa.AccessQuestion;
import gatehouse.aaa.Conversation;
import gatehouse.aaa.Origin;
import gatehouse.aaa.PeerFacts;
import gatehouse.bytes.Bytes;
import gatehouse.session.SessionId;

/// Questions for tests.
final class SomeQuestion {
    static final PeerFacts PEER = new PeerFacts(new SessionId("A1"), "audit", "office", SomeSession.PATH, "alice");

    private SomeQuestion() {}

    static AccessQuestion eap(AaaList list, Conversation conversation) {
        return new AccessQuestion.EapRound(
                list, PEER, "alice", Bytes.fromHex("0201000a01616c696365"), conversation, 1400);
    }

    static AccessQuestion group(AaaList list, String name) {
        return new AccessQuestion.Authorize(list, PEER, Origin.Source.GROUP, name);
    }

    static AccessQuestion user(AaaList list, String name) {
        return new AccessQuestion.Authorize(list, PEER, Origin.Source.USER, name);
    }
}
