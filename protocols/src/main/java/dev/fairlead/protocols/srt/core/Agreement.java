package dev.fairlead.protocols.srt.core;

import org.jspecify.annotations.Nullable;

/**
 * What both sides agreed on in their handshake. Immutable but for the keys, which belong to the
 * connection made of it.
 *
 * @param socketId of this side
 * @param peerSocketId of the peer
 * @param sendSequence number of the first packet sent
 * @param receiveSequence number of the first packet received
 * @param packetBytes longest packet with IPv4 and UDP headers
 * @param sendWindowPackets packets that may be under way to the peer
 * @param receiveLatencyMs from a packet's timestamp to its delivery here
 * @param sendLatencyMs the same at the peer
 * @param peerDropsTooLate whether the peer goes on without what comes too late
 * @param peerRepeatsReports whether the peer repeats reports of losses
 * @param peerKnowsRetransmission whether the peer knows the flag of retransmission
 * @param peerTimestampUs of the peer's handshake
 * @param peerArrivedNs when that handshake came
 * @param startNs when this side's timestamps are 0
 * @param crypto keys, null when nothing is encrypted
 * @param unreadable whether the peer encrypts with keys that this side cannot have
 */
record Agreement(
    int socketId,
    int peerSocketId,
    int sendSequence,
    int receiveSequence,
    int packetBytes,
    int sendWindowPackets,
    int receiveLatencyMs,
    int sendLatencyMs,
    boolean peerDropsTooLate,
    boolean peerRepeatsReports,
    boolean peerKnowsRetransmission,
    int peerTimestampUs,
    long peerArrivedNs,
    long startNs,
    @Nullable SrtCrypto crypto,
    boolean unreadable) {}
