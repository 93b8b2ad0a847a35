package dev.fairlead.control.api;

import dev.fairlead.control.auth.ControlServices;
import dev.fairlead.control.auth.SecondFactors;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.ControlException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The authenticator of the account that calls. */
final class SecondFactorResource {
  private final ControlServices services;

  /** Whether there is one. */
  public record State(@Field("Whether signing in asks for it.") boolean on) {}

  /** A secret for an authenticator. */
  public record Secret(
      @Field("As people type it in.") String secret,
      @Field("As authenticators read it from a QR code.") String uri) {
    @Override
    public String toString() {
      return "Secret[redacted]";
    }
  }

  /** What the authenticator shows. */
  public record Code(@Field("Six digits.") String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** Codes for paper. */
  public record Codes(@Field("Each good for one login; shown this once.") List<String> codes) {
    @Override
    public String toString() {
      return "Codes[redacted]";
    }
  }

  /** The password of the account. */
  public record Password(@Field("Of the account.") String password) {
    @Override
    public String toString() {
      return "Password[redacted]";
    }
  }

  SecondFactorResource(ControlServices services) {
    this.services = services;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of("me.secondFactor", "GET", "/me/second-factor", "Tells whether there is one.")
            .known()
            .gives(State.class)
            .does(call -> new State(services.secondFactors().isOn(call.caller()))),
        Operation.of(
                "me.beginSecondFactor",
                "POST",
                "/me/second-factor",
                "Makes a secret for an authenticator; it counts once a first code is shown.")
            .known()
            .takes(Password.class)
            .gives(Secret.class)
            .does(this::begin),
        Operation.of(
                "me.confirmSecondFactor",
                "POST",
                "/me/second-factor/confirm",
                "Shows a first code; signing in asks for one from now on.")
            .known()
            .takes(Code.class)
            .gives(Codes.class)
            .does(
                call -> {
                  String _ = AuthResource.account(call);
                  return new Codes(
                      services
                          .secondFactors()
                          .confirm(call.caller(), call.body(Code.class).code()));
                }),
        Operation.of("me.endSecondFactor", "POST", "/me/second-factor/end", "Switches it off.")
            .known()
            .takes(Password.class)
            .does(this::end));
  }

  private Secret begin(ApiCall call) {
    demandPassword(call);
    SecondFactors.Fresh fresh = services.secondFactors().begin(call.caller());
    return new Secret(fresh.secret(), fresh.uri());
  }

  private @Nullable Object end(ApiCall call) {
    demandPassword(call);
    services.secondFactors().end(call.caller());
    return null;
  }

  private void demandPassword(ApiCall call) {
    String id = AuthResource.account(call);
    if (!services.logins().isPasswordOf(call.tenant(), id, call.body(Password.class).password())) {
      throw ControlException.of(
          ControlException.Kind.FORBIDDEN, "wrong_password", "This is not the password.");
    }
  }
}
