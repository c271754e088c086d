package gatehouse.radius.server;

import gatehouse.bytes.Bytes;
import gatehouse.bytes.Secret;
import gatehouse.eap.EapPacket;

/// The server's end of one run of an EAP method.
interface EapMethod {
    /// The first request, without its identifier: what follows the type.
    Bytes begin(int identifier);

    Verdict answer(EapPacket response);

    /// What a response comes to.
    sealed interface Verdict {
        /// Another request.
        record Continue(Bytes data) implements Verdict {}

        /// @param receiveKey empty where the method makes no keys; else MS-MPPE-Recv-Key
        record Success(Secret receiveKey, Secret sendKey) implements Verdict {}

        record Failure() implements Verdict {}
    }
}
