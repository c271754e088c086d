package gatehouse.dataplane.esp;

import gatehouse.dataplane.DataPlaneEvent;

/// What a pipeline has to tell beside the packet in hand. Called in the middle of a packet, on the pipeline's thread.
public interface EspEvents {
    /// A peer moved or a pair nears its end; each is told once.
    void happened(DataPlaneEvent event);

    /// An IP packet for the sender of the one that was too big, to be written to where that came from. The array is the
    /// pipeline's and holds it from its beginning until this returns.
    void answerSender(byte[] packet, int length);
}
