package dev.fairlead.control.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.fairlead.control.stream.PlaybackPolicy;
import dev.fairlead.control.stream.Streams;
import dev.fairlead.control.tenant.Actor;
import dev.fairlead.control.tenant.Tenants;
import dev.fairlead.media.session.Session;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SessionReviewTest {
  @TempDir Path folder;

  private AccessWorld world;

  @BeforeEach
  void begin() throws Exception {
    world = new AccessWorld("", folder);
  }

  @AfterEach
  void end() {
    world.close();
  }

  private static CompletableFuture<String> cut(Session session) {
    assertNotNull(session);
    CompletableFuture<String> reason = new CompletableFuture<>();
    session.onCut(reason::complete);
    return reason;
  }

  private static void staysFor(CompletableFuture<String> cut, int ms) {
    assertThrows(TimeoutException.class, () -> cut.get(ms, TimeUnit.MILLISECONDS));
  }

  @Test
  void aRotatedKeyCutsItsPublisherWithinASecondAndNoOther() throws Exception {
    var keys = world.services.streams().keys(world.tenant.id());
    CompletableFuture<String> old = cut(world.openPublisher(world.key.key().secret()));
    String second =
        keys.create(world.tenant.id(), Actor.NODE, world.stream.id(), "b").key().secret();
    CompletableFuture<String> other = cut(world.openPublisher(second));

    keys.rotate(world.tenant.id(), Actor.NODE, world.stream.id(), world.key.id());

    assertEquals("access_revoked", old.get(1, TimeUnit.SECONDS));
    staysFor(other, 300);
  }

  @Test
  void aPolicyThatAsksForTokensCutsViewersWithoutOne() throws Exception {
    CompletableFuture<String> viewer = cut(world.openViewer(world.stream.playbackId()));
    CompletableFuture<String> publisher = cut(world.openPublisher(world.key.key().secret()));

    world
        .services
        .streams()
        .update(
            world.tenant.id(),
            Actor.NODE,
            world.stream.id(),
            new Streams.Change(
                null,
                null,
                null,
                null,
                new PlaybackPolicy(PlaybackPolicy.Kind.JWT, null, null, null, null, null),
                null,
                null,
                null));

    assertEquals("access_revoked", viewer.get(1, TimeUnit.SECONDS));
    staysFor(publisher, 300);
  }

  @Test
  void aStreamThatIsDeletedEndsForAll() throws Exception {
    CompletableFuture<String> viewer = cut(world.openViewer(world.stream.playbackId()));
    CompletableFuture<String> publisher = cut(world.openPublisher(world.key.key().secret()));

    world.services.streams().delete(world.tenant.id(), Actor.NODE, world.stream.id());

    assertEquals("access_revoked", viewer.get(1, TimeUnit.SECONDS));
    assertEquals("access_revoked", publisher.get(1, TimeUnit.SECONDS));
    assertNull(world.openPublisher(world.key.key().secret()));
  }

  @Test
  void aTenantThatIsNotServedAnyMoreIsCut() throws Exception {
    CompletableFuture<String> viewer = cut(world.openViewer(world.stream.playbackId()));

    world
        .services
        .tenants()
        .update(Actor.NODE, world.tenant.id(), new Tenants.Change(null, null, false, null));

    assertEquals("access_revoked", viewer.get(1, TimeUnit.SECONDS));
  }

  @Test
  void aChangeThatHarmsNobodyCutsNobody() {
    CompletableFuture<String> viewer = cut(world.openViewer(world.stream.playbackId()));
    CompletableFuture<String> publisher = cut(world.openPublisher(world.key.key().secret()));

    world
        .services
        .streams()
        .update(
            world.tenant.id(),
            Actor.NODE,
            world.stream.id(),
            new Streams.Change("renamed", null, null, null, null, null, null, null));

    staysFor(viewer, 300);
    staysFor(publisher, 1);
  }

  @Test
  void whatAnotherProcessChangesCounts() throws Exception {
    CompletableFuture<String> publisher = cut(world.openPublisher(world.key.key().secret()));
    world.review.look();
    try (ControlServices other = ControlServices.open("", folder, InstantSource.system())) {
      other
          .streams()
          .keys(world.tenant.id())
          .rotate(world.tenant.id(), Actor.COMMAND_LINE, world.stream.id(), world.key.id());
    }

    world.review.look();

    assertEquals("access_revoked", publisher.get(1, TimeUnit.SECONDS));
  }
}
