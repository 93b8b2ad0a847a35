package dev.fairlead.protocols.webrtc.bridge;

import dev.fairlead.media.broadcast.Broadcast;
import dev.fairlead.media.broadcast.PublisherClaim;
import dev.fairlead.media.session.Admitted;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.PlayAdmission;
import dev.fairlead.media.session.PlayRequest;
import dev.fairlead.media.session.Protocol;
import dev.fairlead.media.session.PublishAdmission;
import dev.fairlead.media.session.PublishRequest;
import dev.fairlead.media.session.Session;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.media.session.UsageCounters;
import dev.fairlead.media.track.MediaKind;
import dev.fairlead.media.track.Track;
import dev.fairlead.media.track.TrackFormat;
import dev.fairlead.protocols.dtls.DtlsIdentity;
import dev.fairlead.protocols.dtls.DtlsParameters;
import dev.fairlead.protocols.dtls.PeerFingerprint;
import dev.fairlead.protocols.ice.core.IceCredentials;
import dev.fairlead.protocols.rtp.core.SendTerms;
import dev.fairlead.protocols.rtp.payload.PayloadFormats;
import dev.fairlead.protocols.sdp.negotiation.Answer;
import dev.fairlead.protocols.sdp.negotiation.Answerer;
import dev.fairlead.protocols.sdp.negotiation.Fingerprint;
import dev.fairlead.protocols.sdp.negotiation.MediaSession;
import dev.fairlead.protocols.sdp.negotiation.MediaTerms;
import dev.fairlead.protocols.sdp.negotiation.NegotiatedMedia;
import dev.fairlead.protocols.sdp.negotiation.Offer;
import dev.fairlead.protocols.sdp.negotiation.OfferReader;
import dev.fairlead.protocols.sdp.negotiation.OutgoingTrack;
import dev.fairlead.protocols.sdp.negotiation.TransportTerms;
import dev.fairlead.protocols.sdp.wire.SdpException;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns offers into sessions: reads, answers, admits, claims, and only then opens. Called on the
 * loop of an endpoint.
 */
public final class SessionOpener {
  private static final int ID_BYTES = 16;

  private static final Opening.Refused NO_ROOM =
      new Opening.Refused(
          OpeningRefusal.UNAVAILABLE,
          "This node has no room for another session; try again in a moment.");

  /** How often a viewer looks for the tracks of a broadcast that has just begun: 2 s. */
  private static final int MAX_LOOKS = 40;

  private static final long LOOK_AGAIN_MS = 50;

  /** What publishers may send. */
  private static final MediaTerms.Receive INGEST =
      new MediaTerms.Receive(
          MediaTerms.Receive.EVERYTHING.codecs().stream()
              .filter(PayloadFormats::isCarried)
              .toList());

  private final WebRtcServices services;
  private final PeerSessions sessions;
  private final Supplier<List<String>> candidates;
  private final InstantSource clock;
  private final BroadcastAges ages = new BroadcastAges();

  /**
   * @param candidates values of our candidate attributes, as they are at the time
   * @param clock dates certificates
   */
  public SessionOpener(
      WebRtcServices services,
      PeerSessions sessions,
      Supplier<List<String>> candidates,
      InstantSource clock) {
    this.services = services;
    this.sessions = sessions;
    this.candidates = candidates;
    this.clock = clock;
    services.registry().addListener(ages);
  }

  /** Somebody who may want to publish. */
  public record Peer(InetSocketAddress remote, String agent) {}

  /** All sessions. */
  public PeerSessions sessions() {
    return sessions;
  }

  /** Opens a session that publishes. The stage never fails and completes on any thread. */
  public CompletionStage<Opening> publish(
      PeerEndpoint endpoint, StreamKey key, String offerText, Peer peer) {
    Draft draft;
    try {
      draft = new Draft(endpoint, OfferReader.read(offerText));
    } catch (SdpException e) {
      return refused(OpeningRefusal.MALFORMED, String.valueOf(e.getMessage()));
    }
    return switch (draft.answer(INGEST)) {
      case Answer.Accepted accepted -> publish(draft, accepted, key, peer);
      case Answer.NoCommonCodec none -> refused(OpeningRefusal.NO_COMMON_CODEC, none.text());
      case Answer.Unacceptable unacceptable ->
          refused(OpeningRefusal.UNUSABLE, unacceptable.reason());
    };
  }

  private static CompletionStage<Opening> refused(OpeningRefusal reason, String text) {
    return CompletableFuture.completedFuture(new Opening.Refused(reason, text));
  }

  private CompletionStage<Opening> publish(
      Draft draft, Answer.Accepted accepted, StreamKey key, Peer peer) {
    if (!sessions.enter()) {
      services.counters().increment(WebRtcCounter.SESSIONS_OVER_LIMIT);
      return CompletableFuture.completedFuture(NO_ROOM);
    }
    PeerSession session = draft.session(accepted.session());
    CompletableFuture<Opening> opening = new CompletableFuture<>();
    services
        .gate()
        .publish(new PublishRequest(Protocol.WHIP, key, peer.remote(), peer.agent()))
        .thenAccept(
            answer -> {
              switch (answer) {
                case Admitted.No<PublishAdmission.Granted> no -> {
                  sessions.leave();
                  opening.complete(new Opening.Refused(OpeningRefusal.of(no.reason()), no.text()));
                }
                case Admitted.Yes<PublishAdmission.Granted> yes ->
                    claim(draft, session, accepted, yes, opening);
              }
            });
    return opening;
  }

  private void claim(
      Draft draft,
      PeerSession session,
      Answer.Accepted accepted,
      Admitted.Yes<PublishAdmission.Granted> yes,
      CompletableFuture<Opening> opening) {
    PublishAdmission.Granted grant = yes.grant();
    WebRtcIngest ingest =
        new WebRtcIngest(
            services,
            session,
            accepted.session(),
            new ClaimOutcome(draft, session, yes.session(), accepted.text(), opening));
    services
        .registry()
        .claim(
            grant.broadcast(),
            grant.tenant(),
            new PublisherClaim(session.executor(), ingest, grant.takeover(), System.nanoTime()));
  }

  /** Opens the session when the bus has granted its claim, on the session's loop. */
  private final class ClaimOutcome implements WebRtcIngest.ClaimListener {
    private final Draft draft;
    private final PeerSession session;
    private final Session accounting;
    private final String answer;
    private final CompletableFuture<Opening> opening;

    ClaimOutcome(
        Draft draft,
        PeerSession session,
        Session accounting,
        String answer,
        CompletableFuture<Opening> opening) {
      this.draft = draft;
      this.session = session;
      this.accounting = accounting;
      this.answer = answer;
      this.opening = opening;
    }

    @Override
    public void granted(PeerMedia ingest) {
      open(draft, session, ingest, accounting);
      opening.complete(new Opening.Opened(session, answer));
    }

    @Override
    public void refused() {
      sessions.leave();
      accounting.close(UsageCounters.ZERO, "conflict");
      opening.complete(
          new Opening.Refused(
              OpeningRefusal.CONFLICT,
              "Somebody else is publishing with this stream key. Stop the other encoder first."));
    }
  }

  private void open(Draft draft, PeerSession session, PeerMedia media, Session accounting) {
    sessions.add(session, draft.local.ufrag());
    session.begin(
        media,
        accounting,
        () -> {
          sessions.remove(session, session.iceName());
          sessions.leave();
        });
  }

  // Playing.

  /** Opens a session that plays. The stage never fails and completes on any thread. */
  public CompletionStage<Opening> play(
      PeerEndpoint endpoint, PlayRequest request, String offerText) {
    Draft draft;
    try {
      draft = new Draft(endpoint, OfferReader.read(offerText));
    } catch (SdpException e) {
      return refused(OpeningRefusal.MALFORMED, String.valueOf(e.getMessage()));
    }
    CompletableFuture<Opening> opening = new CompletableFuture<>();
    // Asked first and admitted only once there is something to play: who asks for a broadcast that
    // is not live, again and again, opens no session.
    services
        .gate()
        .check(request)
        .thenAcceptAsync(
            answer -> {
              switch (answer) {
                case PlayAdmission.Granted granted ->
                    new PlayWait(draft, request, granted.broadcast(), opening).look();
                case PlayAdmission.Refused refused ->
                    opening.complete(
                        new Opening.Refused(OpeningRefusal.of(refused.reason()), refused.text()));
              }
            },
            endpoint.loop());
    return opening;
  }

  /**
   * A viewer whose broadcast has no tracks yet looks again for a moment. On the endpoint's loop.
   */
  private final class PlayWait {
    private final Draft draft;
    private final PlayRequest request;
    private final BroadcastKey key;
    private final CompletableFuture<Opening> opening;
    private int looks;

    PlayWait(
        Draft draft, PlayRequest request, BroadcastKey key, CompletableFuture<Opening> opening) {
      this.draft = draft;
      this.request = request;
      this.key = key;
      this.opening = opening;
    }

    void look() {
      Broadcast broadcast = services.registry().find(key);
      if (broadcast == null) {
        opening.complete(
            new Opening.Refused(
                OpeningRefusal.NOT_LIVE, "Nobody publishes this at the moment; try again later."));
      } else if (looks < MAX_LOOKS && (broadcast.tracks().isEmpty() || ages.mayGrow(broadcast))) {
        looks++;
        var _ = draft.endpoint.loop().schedule(this::look, LOOK_AGAIN_MS, TimeUnit.MILLISECONDS);
      } else {
        play(draft, request, broadcast, opening);
      }
    }
  }

  private void play(
      Draft draft, PlayRequest request, Broadcast broadcast, CompletableFuture<Opening> opening) {
    MediaTerms.Send terms =
        new MediaTerms.Send(
            outgoing(broadcast, MediaKind.VIDEO), outgoing(broadcast, MediaKind.AUDIO), "fairlead");
    switch (draft.answer(terms)) {
      case Answer.Accepted accepted -> admit(draft, request, accepted, opening);
      case Answer.NoCommonCodec none ->
          opening.complete(new Opening.Refused(OpeningRefusal.NO_COMMON_CODEC, none.text()));
      case Answer.Unacceptable unacceptable ->
          opening.complete(new Opening.Refused(OpeningRefusal.UNUSABLE, unacceptable.reason()));
    }
  }

  /** What we can send of one kind, or null when there is nothing that WebRTC carries. */
  private @Nullable OutgoingTrack outgoing(Broadcast broadcast, MediaKind kind) {
    for (Track track : broadcast.tracks()) {
      if (track.kind() == kind && PayloadFormats.isCarried(track.format().codec())) {
        return outgoing(track.format());
      }
    }
    boolean bridged =
        kind == MediaKind.AUDIO && services.bridges() != null && OpusSound.isMissing(broadcast);
    return bridged ? outgoing(OpusSound.format()) : null;
  }

  private OutgoingTrack outgoing(TrackFormat format) {
    return new OutgoingTrack(
        List.of(format),
        services.random().nextInt(),
        services.random().nextInt(),
        format.codec().kind() == MediaKind.VIDEO ? "video" : "audio");
  }

  private void admit(
      Draft draft,
      PlayRequest request,
      Answer.Accepted accepted,
      CompletableFuture<Opening> opening) {
    if (!sessions.enter()) {
      services.counters().increment(WebRtcCounter.SESSIONS_OVER_LIMIT);
      opening.complete(NO_ROOM);
      return;
    }
    services
        .gate()
        .play(request)
        .thenAcceptAsync(
            answer -> {
              switch (answer) {
                case Admitted.No<PlayAdmission.Granted> no -> {
                  sessions.leave();
                  opening.complete(new Opening.Refused(OpeningRefusal.of(no.reason()), no.text()));
                }
                case Admitted.Yes<PlayAdmission.Granted> yes ->
                    opening.complete(openPlay(draft, request, accepted, yes));
              }
            },
            draft.endpoint.loop());
  }

  private Opening openPlay(
      Draft draft,
      PlayRequest request,
      Answer.Accepted accepted,
      Admitted.Yes<PlayAdmission.Granted> yes) {
    Broadcast broadcast = services.registry().find(yes.grant().broadcast());
    if (broadcast == null) {
      sessions.leave();
      yes.session().close(UsageCounters.ZERO, "not_live");
      return new Opening.Refused(
          OpeningRefusal.NOT_LIVE, "Nobody publishes this at the moment; try again later.");
    }
    PeerSession session = draft.session(accepted.session());
    SendTerms terms = RtpTerms.send(accepted.session(), "fairlead", services.random());
    List<NegotiatedMedia> sent = RtpTerms.sentMedia(accepted.session());
    WebRtcPlayback playback =
        new WebRtcPlayback(
            services,
            session,
            broadcast,
            terms,
            index(sent, MediaKind.VIDEO),
            index(sent, MediaKind.AUDIO),
            new ReorderingViewer(request.agent(), request.parameters(), services.counters()));
    open(draft, session, playback, yes.session());
    return new Opening.Opened(session, accepted.text());
  }

  private static int index(List<NegotiatedMedia> sent, MediaKind kind) {
    for (int i = 0; i < sent.size(); i++) {
      if (sent.get(i).kind() == kind) {
        return i;
      }
    }
    return WebRtcPlayback.NONE;
  }

  // Later.

  /**
   * Gives a session new ICE credentials; media goes on meanwhile. The stage completes on any
   * thread.
   *
   * @return ours, or null when the peer's are not valid
   */
  public CompletionStage<@Nullable IceName> restartIce(PeerSession session, IceName peer) {
    IceCredentials remote = new IceCredentials(peer.ufrag(), peer.password());
    CompletableFuture<@Nullable IceName> done = new CompletableFuture<>();
    if (!remote.isLongEnough()) {
      done.complete(null);
      return done;
    }
    session.execute(
        () -> {
          IceCredentials local = IceCredentials.draw(services.random());
          String old = session.iceName();
          session.restartIce(local, remote);
          if (!session.isClosed()) {
            sessions.replaceUfrag(session, old, local.ufrag());
          }
          done.complete(new IceName(local.ufrag(), local.password()));
        });
    return done;
  }

  /** Values of our candidate attributes, as they are at the time. */
  public Supplier<List<String>> candidates() {
    return candidates;
  }

  /** An offer, and what we would bring to a session that comes of it. */
  private final class Draft {
    private final PeerEndpoint endpoint;
    private final Offer offer;
    private final IceCredentials local = IceCredentials.draw(services.random());
    private final DtlsIdentity identity = services.identities().at(clock.instant());

    Draft(PeerEndpoint endpoint, Offer offer) {
      this.endpoint = endpoint;
      this.offer = offer;
    }

    Answer answer(MediaTerms terms) {
      TransportTerms transport =
          new TransportTerms(
              new dev.fairlead.protocols.sdp.negotiation.IceCredentials(
                  local.ufrag(), local.password()),
              candidates.get(),
              Fingerprint.of("sha-256", identity.sha256()),
              services.random().nextLong(Long.MAX_VALUE),
              false);
      return Answerer.answer(offer, transport, terms);
    }

    PeerSession session(MediaSession agreed) {
      byte[] id = new byte[ID_BYTES];
      services.random().nextBytes(id);
      DtlsParameters dtls =
          new DtlsParameters(
              agreed.dtlsClient(),
              identity,
              agreed.remoteFingerprints().stream()
                  .map(print -> new PeerFingerprint(print.algorithm(), print.hex()))
                  .toList(),
              WebRtcServices.SRTP_PROFILES,
              WebRtcServices.MATERIAL_BYTES);
      return new PeerSession(
          HexFormat.of().formatHex(id),
          services,
          endpoint,
          local,
          new IceCredentials(agreed.remoteIce().ufrag(), agreed.remoteIce().pwd()),
          dtls,
          System.nanoTime());
    }
  }
}
