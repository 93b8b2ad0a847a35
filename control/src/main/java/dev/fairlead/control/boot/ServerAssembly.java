package dev.fairlead.control.boot;

import dev.fairlead.analytics.journal.Journal;
import dev.fairlead.analytics.journal.JournalLimits;
import dev.fairlead.control.api.Api;
import dev.fairlead.control.api.LiveState;
import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.Invitations;
import dev.fairlead.control.auth.PlaybackWebhook;
import dev.fairlead.control.auth.SelfService;
import dev.fairlead.control.auth.SessionReview;
import dev.fairlead.control.auth.StoreAccess;
import dev.fairlead.control.auth.StreamEntry;
import dev.fairlead.control.config.Settings;
import dev.fairlead.control.console.Assets;
import dev.fairlead.control.console.ConsolePages;
import dev.fairlead.control.console.FrontPage;
import dev.fairlead.control.console.NodeAddresses;
import dev.fairlead.control.console.PlayDocument;
import dev.fairlead.control.console.PublishPage;
import dev.fairlead.control.console.Viewers;
import dev.fairlead.control.console.WatchPage;
import dev.fairlead.control.metrics.HealthPage;
import dev.fairlead.control.metrics.MetricsPage;
import dev.fairlead.control.outbound.AddressGuard;
import dev.fairlead.control.outbound.LogMailer;
import dev.fairlead.control.outbound.MailServer;
import dev.fairlead.control.outbound.Mailer;
import dev.fairlead.control.outbound.OutboundHttp;
import dev.fairlead.control.outbound.SmtpMailer;
import dev.fairlead.control.session.AddressDetail;
import dev.fairlead.control.session.AdmissionLog;
import dev.fairlead.control.session.RequestLog;
import dev.fairlead.control.session.SessionLog;
import dev.fairlead.control.session.SessionRegistry;
import dev.fairlead.control.webhook.LiveEvents;
import dev.fairlead.control.webhook.WebhookDispatcher;
import dev.fairlead.media.bridge.Bridges;
import dev.fairlead.media.broadcast.BroadcastLimits;
import dev.fairlead.media.broadcast.BroadcastRegistry;
import dev.fairlead.media.segment.PackagedBroadcast;
import dev.fairlead.media.segment.PackagerService;
import dev.fairlead.media.segment.SegmentTargets;
import dev.fairlead.media.session.BroadcastKey;
import dev.fairlead.media.session.SessionGate;
import dev.fairlead.media.session.StreamKey;
import dev.fairlead.protocols.audio.FfmpegCodecs;
import dev.fairlead.protocols.dash.DashRoutes;
import dev.fairlead.protocols.delivery.Delivery;
import dev.fairlead.protocols.egress.Egress;
import dev.fairlead.protocols.egress.EgressConfig;
import dev.fairlead.protocols.egress.FanOut;
import dev.fairlead.protocols.egress.FlushWindow;
import dev.fairlead.protocols.hls.HeadStart;
import dev.fairlead.protocols.hls.HlsRoutes;
import dev.fairlead.protocols.http.CorsPolicy;
import dev.fairlead.protocols.http.HttpAccessLog;
import dev.fairlead.protocols.http.HttpConfig;
import dev.fairlead.protocols.http.HttpLimits;
import dev.fairlead.protocols.http.HttpRouter;
import dev.fairlead.protocols.http.netty.HttpServer;
import dev.fairlead.protocols.progressive.ProgressiveFormat;
import dev.fairlead.protocols.progressive.ProgressiveHandler;
import dev.fairlead.protocols.rtmp.netty.RtmpConfig;
import dev.fairlead.protocols.rtmp.netty.RtmpServer;
import dev.fairlead.protocols.srt.core.SrtSettings;
import dev.fairlead.protocols.srt.netty.SrtConfig;
import dev.fairlead.protocols.srt.netty.SrtServer;
import dev.fairlead.protocols.srt.wire.KeyMaterial;
import dev.fairlead.protocols.srt.wire.SrtAddress;
import dev.fairlead.protocols.transport.EventLoops;
import dev.fairlead.protocols.webrtc.netty.WebRtcConfig;
import dev.fairlead.protocols.webrtc.netty.WebRtcServer;
import dev.fairlead.protocols.whip.WhipRoutes;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One node, put together in order and taken apart in reverse. Every part is made here, by its
 * constructor; one method per module. Started and closed by one thread each.
 */
final class ServerAssembly implements AutoCloseable {
  private static final String LOOPBACK = "127.0.0.1";

  /** Of keys that this node makes; callers make their own. */
  private static final int SRT_KEY_BYTES = 16;

  /** Servers that keep unknown senders waiting let them in after some minutes. */
  private static final List<Duration> MAIL_PAUSES =
      List.of(Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofMinutes(10));

  private final Lifecycle lifecycle = new Lifecycle();
  private final Settings settings;
  private final InstantSource clock = InstantSource.system();
  private final ControlStore store;
  private final Journal journal;
  private final SessionRegistry sessions;
  private final OutboundHttp outbound;
  private final StoreAccess access;
  private final SessionReview review;
  private final SessionGate gate;
  private final MetricsPage metrics;
  private final EventLoops loops;
  private final BroadcastRegistry broadcasts;
  private volatile boolean ready;
  private volatile int rtmpPort;
  private volatile int srtPort;
  private int httpPort;
  private final Map<String, String> urls = new LinkedHashMap<>();

  private ServerAssembly(Settings settings) throws StartupException {
    this.settings = settings;
    var _ = lifecycle.started("data folder", DataFolder.open(settings.dataDir()));
    store = lifecycle.started("control store", ControlStore.open(settings, clock));
    // Before everything that tells of sessions, so that it is closed behind all of it.
    journal =
        lifecycle.started("journal", new Journal(settings.dataDir(), JournalLimits.DEFAULT, clock));
    loops = lifecycle.started("event loops", new EventLoops(settings.loopThreads()));
    AddressDetail addresses = AddressDetail.of(settings.log().addresses());
    SessionLog log = new SessionLog(addresses);
    sessions = new SessionRegistry(new AccountedSessions(log, journal), System::nanoTime);
    outbound = outbound();
    access = access();
    review = review();
    AdmissionLog admissions = new AdmissionLog(access, addresses);
    gate = new SessionGate(admissions, sessions, sessions, clock);
    metrics = new MetricsPage(log, admissions, Version.number());
    metrics.add(journal.counters());
    broadcasts = mediaCore();
  }

  /**
   * Starts a node.
   *
   * @throws StartupException when it cannot; what was started is closed again
   */
  static ServerAssembly start(Settings settings) throws StartupException {
    ServerAssembly node = new ServerAssembly(settings);
    boolean complete = false;
    try {
      node.listen();
      complete = true;
      return node;
    } finally {
      if (!complete) {
        node.close();
      }
    }
  }

  private void listen() throws StartupException {
    Bridges bridges = bridges();
    PackagerService packaged = packaging(bridges);
    Housekeeping housekeeping = housekeeping(packaged, bridges);
    Egress egress = fanOut(bridges);
    publicHttp(packaged, bridges, egress, housekeeping);
    rtmp(egress);
    srt(egress);
    control(housekeeping);
    lifecycle.started("broadcasts", new BroadcastsEnd(broadcasts));
    store.awaitOperator();
    ready = true;
  }

  private OutboundHttp outbound() {
    return new OutboundHttp(
        loops.group(),
        loops.socketChannel(),
        new AddressGuard(settings.outboundAllowed()),
        store.threads());
  }

  private StoreAccess access() {
    ControlServices services = store.services();
    return new StoreAccess(
        settings.publish().takeover(),
        services.database(),
        services.streams(),
        sessions,
        services.names(),
        new PlaybackWebhook(outbound, clock),
        store.threads(),
        clock,
        System::nanoTime);
  }

  private SessionReview review() {
    ControlServices services = store.services();
    SessionReview reviewing =
        new SessionReview(
            access,
            sessions,
            services.database(),
            services.revision(),
            store.threads(),
            System::nanoTime);
    services.changes().addListener(reviewing);
    sessions.addListener(reviewing);
    return reviewing;
  }

  private BroadcastRegistry mediaCore() {
    BroadcastLimits byDefault = BroadcastLimits.DEFAULT;
    BroadcastRegistry registry =
        new BroadcastRegistry(
            new BroadcastLimits(
                settings.gop().maxMs() * 1_000_000L,
                settings.gop().maxBytes(),
                byDefault.mailboxMaxSamples(),
                byDefault.mailboxMaxBytes(),
                settings.publish().graceMs() * 1_000_000L));
    metrics.add(registry.counters());
    metrics.addGauge(
        "broadcasts_open", "Broadcasts that are not over.", () -> registry.all().size());
    return registry;
  }

  private Bridges bridges() {
    Settings.Sound sound = settings.sound();
    SoundThreads threads = lifecycle.started("sound", new SoundThreads(sound.threads()));
    Bridges bridges =
        lifecycle.started(
            "bridges",
            new Bridges(
                new FfmpegCodecs(settings.dataDir().resolve("cache").resolve("codecs")),
                sound.lingerMs() * 1_000_000L,
                broadcast -> loops.group().next(),
                broadcast -> threads.next()));
    broadcasts.addListener(bridges);
    metrics.add(bridges.counters());
    return bridges;
  }

  private PackagerService packaging(Bridges bridges) {
    Settings.SegmentLengths lengths = settings.segment();
    PackagerService service =
        lifecycle.startedAs(
            "packaging",
            new PackagerService(
                new SegmentTargets(
                    lengths.minMs(), lengths.maxMs(), lengths.partMs(), lengths.windowMs()),
                PackagerService.DEFAULT_LINGER_NS,
                broadcast -> loops.group().next(),
                bridges),
            PackagerService::close);
    broadcasts.addListener(service);
    metrics.add(service.counters());
    return service;
  }

  private Housekeeping housekeeping(PackagerService packaged, Bridges bridges) {
    Housekeeping housekeeping = lifecycle.started("housekeeping", new Housekeeping());
    housekeeping.everySecond("broadcasts", () -> broadcasts.advance(System.nanoTime()));
    housekeeping.everySecond("packaging", () -> packaged.advance(System.nanoTime()));
    housekeeping.everySecond("bridges", () -> bridges.advance(System.nanoTime()));
    housekeeping.everySecond("changes", review::look);
    housekeeping.everySecond("access", access::advance);
    return housekeeping;
  }

  private Egress fanOut(Bridges bridges) {
    int windowMs = settings.egressWindowMs();
    FlushWindow window =
        windowMs == Settings.ADAPTIVE ? FlushWindow.ADAPTIVE : new FlushWindow.Fixed(windowMs);
    FanOut fanOut = new FanOut(EgressConfig.DEFAULT.withWindow(window), key -> null, bridges);
    metrics.add(fanOut.counters());
    return fanOut;
  }

  private void rtmp(Egress egress) throws StartupException {
    rtmpPort = Ports.bind(settings.rtmp(), at -> rtmp(egress, RtmpConfig.plain(at)));
    urls.put("rtmp", "rtmp://" + LOOPBACK + ":" + rtmpPort);
    Settings.Tls tls = settings.tls();
    if (tls != null) {
      SslContext context = Certificates.forRtmp(tls);
      int port =
          Ports.bind(settings.rtmps(), at -> rtmp(egress, RtmpConfig.plain(at).withTls(context)));
      urls.put("rtmps", "rtmps://" + LOOPBACK + ":" + port);
    }
  }

  private InetSocketAddress rtmp(Egress egress, RtmpConfig config) throws IOException {
    RtmpServer server = new RtmpServer(loops, broadcasts, gate, egress, config);
    server.start();
    lifecycle.started("rtmp", server);
    metrics.add(server.counters());
    return server.address();
  }

  private void srt(Egress egress) throws StartupException {
    List<SrtServer> started = new ArrayList<>();
    srtPort = Ports.bind(settings.srt(), at -> srt(egress, at, started));
    srtCalls(started.getLast());
    urls.put("srt", "srt://" + LOOPBACK + ":" + srtPort);
  }

  /** Begins the standing orders of the configuration. */
  private void srtCalls(SrtServer server) throws StartupException {
    for (Settings.SrtCall pull : settings.srtRules().pulls()) {
      server.pull(srtAddress("srt.pull", pull), new StreamKey(pull.name()));
    }
    for (Settings.SrtCall push : settings.srtRules().pushes()) {
      server.push(push.name(), srtAddress("srt.push", push));
    }
  }

  private static SrtAddress srtAddress(String key, Settings.SrtCall call) throws StartupException {
    try {
      return SrtAddress.parse(call.address());
    } catch (IllegalArgumentException e) {
      throw new StartupException(key + ": an address " + e.getMessage(), e);
    }
  }

  private InetSocketAddress srt(Egress egress, InetSocketAddress at, List<SrtServer> started)
      throws IOException {
    Settings.SrtRules rules = settings.srtRules();
    SrtSettings connections =
        SrtSettings.DEFAULT
            .withReceiveLatencyMs(rules.latencyMs())
            .withSendLatencyMs(rules.latencyMs())
            .withPassphrase(rules.passphrase(), SRT_KEY_BYTES, KeyMaterial.CIPHER_AES_CTR);
    SrtServer server =
        new SrtServer(loops, broadcasts, gate, egress, SrtConfig.of(at, connections));
    server.start();
    lifecycle.started("srt", server);
    started.add(server);
    metrics.add(server.counters());
    metrics.add(server.mpegTsCounters());
    return server.address();
  }

  private static List<String> headStart(PackagerService packaged, BroadcastKey key) {
    PackagedBroadcast broadcast = packaged.find(key);
    return broadcast == null ? List.of() : HeadStart.paths(broadcast);
  }

  private void publicHttp(
      PackagerService packaged, Bridges bridges, Egress egress, Housekeeping housekeeping)
      throws StartupException {
    Assets assets = new Assets();
    housekeeping.soon("compression", assets::compress);
    Viewers viewers = new Viewers(gate, broadcasts);
    PlayDocument play = new PlayDocument(viewers, () -> rtmpPort, () -> srtPort, clock);
    HttpRouter.Builder routes =
        HttpRouter.builder()
            .get("/", new FrontPage())
            .get(
                "/watch/{id}",
                new WatchPage(viewers, key -> headStart(packaged, key), assets.path()))
            .get("/publish", new PublishPage(assets.path()))
            .get("/assets/{version}/{file...}", assets)
            .get("/play/{id}", play)
            .get("/play/{id}/{output}", play);
    segments(packaged, routes, housekeeping);
    progressive(egress, routes);
    webRtc(bridges, routes, housekeeping);
    Settings.HttpGrants grants = settings.httpGrants();
    HttpLimits limits =
        HttpLimits.DEFAULT
            .withConnections(grants.connections(), grants.connectionsPerAddress())
            .withRequestsPerSecond(grants.requestsPerSecond());
    HttpConfig config = new HttpConfig(limits, CorsPolicy.MEDIA, settings.trustedProxies());
    HttpAccessLog log =
        settings.log().access()
            ? new RequestLog(AddressDetail.of(settings.log().addresses()))
            : HttpAccessLog.NONE;
    HttpServer server =
        lifecycle.started("http", new HttpServer(loops, config, routes.build(), log));
    metrics.add(server.counters());
    httpPort = Ports.bind(settings.http(), server::bind);
    urls.put("http", "http://" + LOOPBACK + ":" + httpPort);
    Settings.Tls tls = settings.tls();
    if (tls != null) {
      SslContext context = Certificates.forHttp(tls);
      int port = Ports.bind(settings.https(), at -> server.bind(at, context));
      urls.put("https", "https://" + LOOPBACK + ":" + port);
    }
  }

  private void segments(
      PackagerService packaged, HttpRouter.Builder routes, Housekeeping housekeeping) {
    Delivery delivery = lifecycle.started("viewers", new Delivery(gate, packaged));
    Ticker ticker = loops.group().next().ticker();
    housekeeping.everySecond("viewers", () -> delivery.advance(ticker.nanoTime()));
    metrics.add(delivery.counters());
    HlsRoutes hls = new HlsRoutes(delivery);
    hls.addTo(routes::get);
    metrics.add(hls.counters());
    DashRoutes dash = new DashRoutes(delivery, clock);
    dash.addTo(routes::get);
    metrics.add(dash.counters());
  }

  private void progressive(Egress egress, HttpRouter.Builder routes) {
    for (ProgressiveFormat format : ProgressiveFormat.ALL) {
      routes.add(new ProgressiveHandler(format, gate, broadcasts, egress).route());
    }
  }

  private void webRtc(Bridges bridges, HttpRouter.Builder routes, Housekeeping housekeeping)
      throws StartupException {
    Settings.WebRtc webrtc = settings.webrtc();
    WebRtcServer[] started = new WebRtcServer[1];
    int port =
        Ports.bind(
            webrtc.listener(),
            at -> {
              WebRtcServer server =
                  new WebRtcServer(
                      loops,
                      broadcasts,
                      bridges,
                      gate,
                      clock,
                      WebRtcConfig.at(at).withPublicAddresses(webrtc.addresses()));
              server.start();
              started[0] = server;
              return server.address();
            });
    WebRtcServer server = lifecycle.started("webrtc", started[0]);
    housekeeping.everySecond("certificate of WebRTC", server::renewCertificate);
    metrics.add(server.counters());
    metrics.add(server.iceCounters());
    metrics.add(server.dtlsCounters());
    metrics.add(server.rtpCounters());
    metrics.add(server.udpCounters());
    metrics.addGauge(
        "webrtc_sessions_open", "WebRTC sessions open now.", () -> server.sessions().count());
    List<String> iceServers =
        webrtc.iceServers().stream().map(uri -> "<" + uri + ">; rel=\"ice-server\"").toList();
    new WhipRoutes(server.opener(), server::endpointOn, iceServers).addTo(routes::add);
    urls.put("webrtc", "udp://" + LOOPBACK + ":" + port);
  }

  private void control(Housekeeping housekeeping) throws StartupException {
    HttpRouter.Builder routes =
        HttpRouter.builder()
            .get("/", ConsolePages::lead)
            .get(ConsolePages.PATH + "{file...}", new ConsolePages())
            .get("/metrics", metrics)
            .get("/healthz", new HealthPage(() -> true))
            .get("/readyz", new HealthPage(() -> ready));
    Api api = api(webhooks(housekeeping));
    api.routes().forEach(routes::add);
    housekeeping.often("live feed", api.feed()::look);
    HttpConfig config =
        new HttpConfig(HttpLimits.DEFAULT, CorsPolicy.NONE, settings.trustedProxies());
    HttpServer server =
        lifecycle.started(
            "control", new HttpServer(loops, config, routes.build(), HttpAccessLog.NONE));
    int port = Ports.bind(settings.control(), server::bind);
    urls.put("control", "http://" + LOOPBACK + ":" + port);
  }

  private WebhookDispatcher webhooks(Housekeeping housekeeping) {
    ControlServices services = store.services();
    LiveEvents live =
        new LiveEvents(
            services.webhooks(), services.database(), services.streams(), store.threads());
    broadcasts.addListener(live);
    sessions.addListener(live);
    WebhookDispatcher dispatcher =
        new WebhookDispatcher(
            services.webhooks(),
            services.database(),
            services.vault(),
            services.audit(),
            outbound,
            store.threads(),
            clock);
    housekeeping.everySecond("webhooks", dispatcher::look);
    return dispatcher;
  }

  private Api api(WebhookDispatcher dispatcher) {
    return new Api(
        store.services(),
        doors(),
        dispatcher,
        new LiveState(broadcasts, sessions),
        access,
        () -> new Api.Node(Version.number(), rtmpPort, port("rtmps"), httpPort, port("https")),
        store.threads(),
        clock,
        System::nanoTime);
  }

  private Api.Doors doors() {
    Settings.People people = settings.people();
    Mailer mailer = mailer(people);
    return new Api.Doors(
        new SelfService(
            store.services(),
            new SelfService.Rules(people.signUp(), this::consoleUrl),
            mailer,
            store.threads(),
            clock,
            System::nanoTime),
        new Invitations(store.services(), this::consoleUrl, mailer, clock, System::nanoTime));
  }

  private String consoleUrl() {
    String configured = settings.people().consoleUrl();
    return (configured.isEmpty() ? String.valueOf(urls.get("control")) : configured) + "/console";
  }

  private Mailer mailer(Settings.People people) {
    MailServer server = people.mailServer();
    return server == null
        ? new LogMailer()
        : new SmtpMailer(server, people.mailFrom(), store.threads(), clock, MAIL_PAUSES);
  }

  private @Nullable Integer port(String listener) {
    String url = urls.get(listener);
    return url == null ? null : URI.create(url).getPort();
  }

  /** Addresses of the listeners, by protocol. */
  Map<String, String> urls() {
    return urls;
  }

  /** The oldest stream, null when there is none to publish to. */
  @Nullable StreamEntry firstStream() {
    return store.firstStream();
  }

  /** Begins what nobody waits for at the start: the files of the journal. */
  void settle() {
    journal.open();
  }

  /** Password of the operator account that this start made, null when there was one. */
  @Nullable String operatorPassword() {
    return store.operatorPassword();
  }

  /** Where outputs are for a client on this machine. */
  NodeAddresses addresses() {
    return new NodeAddresses("http://" + LOOPBACK + ":" + httpPort, rtmpPort, srtPort);
  }

  /** Admits nobody any more, ends all broadcasts, then closes what was started, last first. */
  @Override
  public void close() {
    ready = false;
    access.close();
    lifecycle.close();
  }
}
