package dev.fairlead.control.api;

import dev.fairlead.control.auth.SelfService;
import dev.fairlead.control.json.Field;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Making an account, and setting a password that was forgotten. */
final class SignUpResource {
  private final SelfService selfService;

  /** A form to be filled in. */
  public record Form(
      @Field("To be sent along; it counts from a few seconds on, for half an hour, once.")
          String form) {
    @Override
    public String toString() {
      return "Form[redacted]";
    }
  }

  /** Somebody who signs up. */
  public record SignUp(
      @Field("Address of the account; a link is mailed to it.") String email,
      @Field("Of the person.") String name,
      @Field("Names the tenant; the person's name does when it is left out.")
          @Nullable String organisation,
      @Field("Of the account.") String password,
      @Field("As auth.signUpForm gave it.") String form,
      @Field("Who a person is says \"human\".") @Nullable String humanCheck,
      @Field("A field that nobody sees: it stays empty.") @Nullable String phoneNumber) {
    @Override
    public String toString() {
      return "SignUp[redacted]";
    }
  }

  /** Whose mailbox is meant. */
  public record Address(@Field("Address of the account.") String email) {
    @Override
    public String toString() {
      return "Address[redacted]";
    }
  }

  /** Another password. */
  public record Reset(
      @Field("What the link in the mail carries.") String code,
      @Field("The password from now on.") String password) {
    @Override
    public String toString() {
      return "Reset[redacted]";
    }
  }

  SignUpResource(SelfService selfService) {
    this.selfService = selfService;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of(
                "auth.signUpForm", "GET", "/auth/sign-up", "Gives a form for somebody to sign up.")
            .open()
            .gives(Form.class)
            .does(call -> new Form(selfService.form())),
        Operation.of(
                "auth.signUp",
                "POST",
                "/auth/sign-up",
                "Makes a tenant and its owner's account, and mails a link that confirms the"
                    + " address. The answer is the same when there is such an account.")
            .open()
            .takes(SignUp.class)
            .does(this::signUp),
        Operation.of(
                "auth.sendAgain",
                "POST",
                "/auth/send-again",
                "Mails the link that confirms an address once more, where one waits for it.")
            .open()
            .takes(Address.class)
            .does(
                call -> {
                  selfService.sendAgain(
                      call.body(Address.class).email(), AuthResource.client(call));
                  return null;
                }),
        Operation.of(
                "auth.forgot",
                "POST",
                "/auth/forgot",
                "Mails a link by which a password can be set, where there is an account.")
            .open()
            .takes(Address.class)
            .does(
                call -> {
                  selfService.forgot(call.body(Address.class).email(), AuthResource.client(call));
                  return null;
                }),
        Operation.of(
                "auth.reset",
                "POST",
                "/auth/reset",
                "Sets another password by the code of a mail; all logins end.")
            .open()
            .takes(Reset.class)
            .does(
                call -> {
                  Reset reset = call.body(Reset.class);
                  selfService.reset(reset.code(), reset.password(), AuthResource.client(call));
                  return null;
                }));
  }

  private @Nullable Object signUp(ApiCall call) {
    SignUp body = call.body(SignUp.class);
    selfService.signUp(
        new SelfService.Application(
            body.email(),
            body.name(),
            body.organisation(),
            body.password(),
            new SelfService.Proof(
                body.form(), orEmpty(body.phoneNumber()), orEmpty(body.humanCheck()))),
        AuthResource.client(call));
    return null;
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
