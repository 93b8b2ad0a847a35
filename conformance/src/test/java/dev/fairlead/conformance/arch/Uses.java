package dev.fairlead.conformance.arch;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;

/** What the rules ask of single classes, methods and calls. */
final class Uses {
  private static final Set<String> REFERENCE_COUNTING =
      Set.of("io.netty.util.ReferenceCounted", "io.netty.util.IllegalReferenceCountException");

  private static final Set<String> RUNNING =
      Set.of(
          "java.lang.Thread",
          "java.lang.Runtime",
          "java.lang.ProcessBuilder",
          "java.lang.System$Logger",
          "java.util.Timer",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.time.InstantSource");

  private static final Set<String> RUNNING_CALLS =
      Set.of(
          "java.lang.System.nanoTime",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.getLogger",
          "java.lang.Math.random",
          "java.lang.Throwable.printStackTrace",
          "java.util.UUID.randomUUID",
          "java.net.InetAddress.getByName",
          "java.net.InetAddress.getAllByName",
          "java.net.InetAddress.getLocalHost",
          "java.net.InetAddress.getHostName",
          "java.net.InetAddress.getCanonicalHostName",
          "java.net.InetAddress.isReachable",
          "java.time.Instant.now",
          "java.time.LocalDateTime.now",
          "java.time.OffsetDateTime.now",
          "java.time.ZonedDateTime.now");

  private static final Set<String> RUNNING_FIELDS =
      Set.of("java.lang.System.out", "java.lang.System.err");

  private Uses() {}

  /** The two types under {@code ByteBuf} that its owners must name. */
  static DescribedPredicate<JavaClass> referenceCounting() {
    return DescribedPredicate.describe(
        "are the reference count of buffers", type -> REFERENCE_COUNTING.contains(type.getName()));
  }

  /** Types that reach a network. Addresses do not: they are values. */
  static DescribedPredicate<JavaClass> sockets() {
    return DescribedPredicate.describe(
        "reach a network",
        type ->
            type.getPackageName().equals("java.nio.channels")
                || (type.getPackageName().startsWith("java.net")
                    && !type.getSimpleName().endsWith("Address")
                    && !type.getSimpleName().matches("URI|URLDecoder|URLEncoder")
                    && !type.getSimpleName().endsWith("Exception")));
  }

  /** Types that are neither ports nor values nor faults. */
  static DescribedPredicate<JavaClass> implementations() {
    return DescribedPredicate.describe(
        "are implementations",
        type ->
            !type.isInterface()
                && !type.isRecord()
                && !type.isEnum()
                && !type.isAssignableTo(Throwable.class));
  }

  /** Types that do something, as opposed to values and faults. */
  static DescribedPredicate<JavaClass> services() {
    return DescribedPredicate.describe(
        "are services",
        type ->
            type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.isRecord()
                && !type.isEnum()
                && !type.isAssignableTo(Throwable.class));
  }

  /** Reads a clock, starts something, draws lots or prints. */
  static ArchCondition<JavaClass> clocksThreadsOrDice() {
    return new ArchCondition<>("use clocks, threads, dice or consoles") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        for (JavaAccess<?> access : type.getAccessesFromSelf()) {
          AccessTarget target = access.getTarget();
          String owner = target.getOwner().getName();
          String name = owner + "." + target.getName();
          boolean runs =
              RUNNING.contains(owner)
                  || RUNNING_CALLS.contains(name)
                  || RUNNING_FIELDS.contains(name);
          if (runs || (target.getName().equals("printStackTrace"))) {
            events.add(SimpleConditionEvent.satisfied(type, access.getDescription()));
          }
        }
      }
    };
  }

  /** Names the tenant among its parameters; what every object has is excused. */
  static ArchCondition<JavaMethod> aTenantIdAsParameter() {
    return new ArchCondition<>("have a tenant id as parameter") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        boolean excused =
            Set.of("toString", "equals", "hashCode", "close").contains(method.getName());
        boolean named =
            method.getRawParameterTypes().stream()
                .anyMatch(type -> type.getSimpleName().equals("TenantId"));
        if (!excused && !named) {
          events.add(
              SimpleConditionEvent.violated(
                  method, method.getFullName() + " does not say for which tenant"));
        }
      }
    };
  }
}
