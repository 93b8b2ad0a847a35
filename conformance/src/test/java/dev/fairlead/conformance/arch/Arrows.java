package dev.fairlead.conformance.arch;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/**
 * The arrows between modules, rooms and chambers, one rule each. A rule about a room that does not
 * exist yet begins to hold on the day that the room appears.
 */
final class Arrows {
  private static final String MEDIA = "dev.fairlead.media..";
  private static final String PROTOCOLS = "dev.fairlead.protocols..";
  private static final String ANALYTICS = "dev.fairlead.analytics..";
  private static final String BILLING = "dev.fairlead.billing..";
  private static final String CONTROL = "dev.fairlead.control..";
  private static final String WIRE = "dev.fairlead.protocols..wire..";
  private static final String CORE = "dev.fairlead.protocols..core..";
  private static final String BRIDGE = "dev.fairlead.protocols..bridge..";
  private static final String NETTY = "dev.fairlead.protocols..netty..";
  private static final String ANNOTATIONS = "org.jspecify.annotations..";

  /** Pure rooms of the media core: bytes and time in, values out. */
  private static final String[] PURE = {
    WIRE,
    CORE,
    "dev.fairlead.media.bits..",
    "dev.fairlead.media.codec..",
    "dev.fairlead.media.container..",
    "dev.fairlead.media.track.."
  };

  private static final String[] DANGEROUS = {
    "java.nio.channels..",
    "java.nio.file..",
    "java.util.concurrent..",
    "java.util.logging..",
    "org.slf4j..",
    "io.netty.channel..",
    "io.netty.bootstrap..",
    "io.netty.handler..",
    "io.netty.util.concurrent..",
    "io.netty.util.internal.logging.."
  };

  static final ArchRule MEDIA_CORE_SEES_BUFFERS_AND_COLLECTIONS_ONLY =
      classes()
          .that()
          .resideInAPackage(MEDIA)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      MEDIA,
                      "java..",
                      "io.netty.buffer..",
                      "org.agrona..",
                      "org.jctools..",
                      ANNOTATIONS)
                  .or(Uses.referenceCounting()))
          .because("media must be testable without a network");

  static final ArchRule MEDIA_CORE_OPENS_NO_SOCKET =
      noClasses()
          .that()
          .resideInAPackage(MEDIA)
          .should()
          .dependOnClassesThat(Uses.sockets())
          .because("media must be testable without a network");

  static final ArchRule WIRE_AND_CORE_TOUCH_NOTHING_THAT_RUNS =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should()
          .dependOnClassesThat(resideInAnyPackage(DANGEROUS).or(Uses.sockets()))
          .allowEmptyShould(true)
          .because("the same bytes and times must always give the same actions");

  static final ArchRule WIRE_AND_CORE_ASK_NO_CLOCK_AND_NO_DICE =
      noClasses()
          .that()
          .resideInAnyPackage(PURE)
          .should(Uses.clocksThreadsOrDice())
          .allowEmptyShould(true)
          .because("time and randomness are passed in, so that a seed replays a fault");

  static final ArchRule WIRE_SEES_BYTES_ONLY =
      classes()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      WIRE, "java..", "io.netty.buffer..", "dev.fairlead.media.bits..", ANNOTATIONS)
                  .or(Uses.referenceCounting()))
          .allowEmptyShould(true)
          .because("headers and messages must be readable with the standard alone at hand");

  static final ArchRule CORE_SEES_WIRE_TIME_AND_COUNTERS_ONLY =
      classes()
          .that()
          .resideInAPackage(CORE)
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(
                      CORE,
                      WIRE,
                      "java..",
                      "javax.crypto..",
                      "io.netty.buffer..",
                      "org.agrona..",
                      "dev.fairlead.media.bits..",
                      "dev.fairlead.media.time..",
                      "dev.fairlead.media.counter..",
                      "dev.fairlead.media.session..",
                      ANNOTATIONS)
                  .or(Uses.referenceCounting()))
          .allowEmptyShould(true)
          .because("a state machine must not know what its bytes are used for");

  static final ArchRule WIRE_DOES_NOT_KNOW_ITS_CALLERS =
      noClasses()
          .that()
          .resideInAPackage(WIRE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(CORE, BRIDGE, NETTY)
          .allowEmptyShould(true)
          .because("a parser must not know who called it");

  static final ArchRule CORE_DOES_NOT_KNOW_ITS_CALLERS =
      noClasses()
          .that()
          .resideInAPackage(CORE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(BRIDGE, NETTY)
          .allowEmptyShould(true)
          .because("a state machine must not know who drives it");

  static final ArchRule BRIDGE_DOES_NOT_KNOW_ITS_CALLERS =
      noClasses()
          .that()
          .resideInAPackage(BRIDGE)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(NETTY)
          .allowEmptyShould(true)
          .because("what joins protocol and bus must not know the sockets");

  static final ArchRule ROOMS_SEE_THEIR_DECLARED_NEIGHBOURS_ONLY =
      classes()
          .that()
          .resideInAPackage(PROTOCOLS)
          .should(RoomEdges.areKept())
          .because("one room can be read, or replaced, alone");

  static final ArchRule PROTOCOLS_SEE_NEITHER_FIGURES_NOR_MONEY =
      noClasses()
          .that()
          .resideInAPackage(PROTOCOLS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ANALYTICS, BILLING)
          .because("protocols tell what happened through the ports of the media core");

  static final ArchRule ANALYTICS_SEES_THE_MEDIA_CORE_ONLY =
      noClasses()
          .that()
          .resideInAPackage(ANALYTICS)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(PROTOCOLS, BILLING)
          .because("what happened does not depend on how it was carried or what it costs");

  static final ArchRule BILLING_SEES_THE_LOG_OF_RECORD_ONLY =
      noClasses()
          .that()
          .resideInAPackage(BILLING)
          .should()
          .dependOnClassesThat(
              resideInAPackage(PROTOCOLS)
                  .or(
                      resideInAPackage(ANALYTICS)
                          .and(
                              resideOutsideOfPackages(
                                  "dev.fairlead.analytics.event..",
                                  "dev.fairlead.analytics.journal.."))))
          .because("approximate figures must not leak into exact ones");

  static final ArchRule ONLY_BOOT_NAMES_IMPLEMENTATIONS_OF_OTHER_MODULES =
      noClasses()
          .that()
          .resideInAPackage(CONTROL)
          .and()
          .resideOutsideOfPackage("dev.fairlead.control.boot..")
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(PROTOCOLS, ANALYTICS, BILLING).and(Uses.implementations()))
          .allowEmptyShould(true)
          .because("there is one place to rewire");

  static final ArchRule NOTHING_DEPENDS_ON_CONTROL =
      noClasses()
          .that(
              resideInAnyPackage(MEDIA, PROTOCOLS, ANALYTICS, BILLING)
                  .as("reside below the control module"))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(CONTROL)
          .because("what decides and assembles stands above everything");

  static final ArchRule NOTHING_DEPENDS_ON_PROOFS =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.fairlead.benchmarks..", "dev.fairlead.conformance..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("dev.fairlead.benchmarks..", "dev.fairlead.conformance..")
          .because("a product does not ship its measuring instruments");

  static final ArchRule PACKAGES_FORM_NO_CYCLE =
      slices()
          .matching("dev.fairlead.(**)")
          .should()
          .beFreeOfCycles()
          .because("a room in a cycle cannot be understood alone");

  static final ArchRule TENANTS_ARE_VISIBLE_IN_SIGNATURES =
      methods()
          .that()
          .arePublic()
          .and()
          .areDeclaredInClassesThat(
              resideInAnyPackage(
                      "dev.fairlead.control.stream..",
                      "dev.fairlead.control.artifact..",
                      "dev.fairlead.analytics.query..",
                      "dev.fairlead.billing.query..")
                  .and(Uses.services()))
          .should(Uses.aTenantIdAsParameter())
          .allowEmptyShould(true)
          .because("isolation is visible in the signature");

  static final ArchRule EVERY_CLASS_LIVES_IN_A_ROOM =
      classes()
          .that(alwaysTrue())
          .should()
          .resideInAnyPackage(
              MEDIA,
              PROTOCOLS,
              ANALYTICS,
              BILLING,
              CONTROL,
              "dev.fairlead.benchmarks..",
              "dev.fairlead.conformance..")
          .because("a class outside of all rooms escapes every other rule");

  private Arrows() {}
}
