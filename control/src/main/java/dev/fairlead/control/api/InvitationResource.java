package dev.fairlead.control.api;

import dev.fairlead.control.auth.Invitations;
import dev.fairlead.control.json.Field;
import dev.fairlead.control.tenant.Invitation;
import dev.fairlead.control.tenant.Permission;
import dev.fairlead.control.tenant.Role;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asking people to join the caller's tenant, and joining. */
final class InvitationResource {
  /** Codes have 67 characters. */
  static final int MAX_CODE_CHARS = 128;

  private final Invitations invitations;

  /** An invitation. */
  public record InvitationView(
      @Field("Stable id.") String id,
      @Field("Whose mailbox got the link.") String email,
      @Field("What the account will be to the tenant.") Role role,
      @Field("Account or token that asked.") String invitedBy,
      @Field("When the newest mail was sent.") Instant sentAt,
      @Field("Until when its link counts.") Instant expiresAt,
      @Field("When it was made.") Instant createdAt) {
    static InvitationView of(Invitation invitation) {
      return new InvitationView(
          invitation.id(),
          invitation.email(),
          invitation.role(),
          invitation.invitedBy(),
          invitation.sentAt(),
          invitation.expiresAt(),
          invitation.createdAt());
    }
  }

  /** Whom to ask. */
  public record Fresh(
      @Field("A link is mailed to it.") String email,
      @Field("What the account will be to the tenant; no more than the caller is.") Role role) {}

  /** What a mail carried. */
  public record Code(
      @Field(value = "What the link in the mail carries.", maxChars = MAX_CODE_CHARS) String code) {
    @Override
    public String toString() {
      return "Code[redacted]";
    }
  }

  /** What a link leads to. */
  public record Offer(
      @Field("Who asks.") String tenant,
      @Field("Whom.") String email,
      @Field("To be what.") Role role,
      @Field("Whether the address has an account: it would leave its tenant.")
          boolean hasAccount) {}

  /** Somebody who comes. */
  public record Acceptance(
      @Field(value = "What the link in the mail carries.", maxChars = MAX_CODE_CHARS) String code,
      @Field("Of the person, for a new account.") @Nullable String name,
      @Field("Of the new account, or of the one that the address has.") String password,
      @Field("What the authenticator shows, where the account has one.")
          @Nullable String secondFactor) {
    @Override
    public String toString() {
      return "Acceptance[redacted]";
    }
  }

  InvitationResource(Invitations invitations) {
    this.invitations = invitations;
  }

  List<Operation> operations() {
    return List.of(
        Operation.of(
                "invitations.list", "GET", "/invitations", "Lists invitations, the oldest first.")
            .needs(Permission.USERS_READ)
            .givesPageOf(InvitationView.class)
            .does(call -> invitations.list(call.tenant(), call.page()).map(InvitationView::of)),
        Operation.of("invitations.create", "POST", "/invitations", "Mails a link by which to join.")
            .needs(Permission.USERS_WRITE)
            .takes(Fresh.class)
            .gives(InvitationView.class)
            .does(
                call -> {
                  Fresh fresh = call.body(Fresh.class);
                  return InvitationView.of(
                      invitations.create(call.caller(), fresh.email(), fresh.role()));
                }),
        Operation.of("invitations.get", "GET", "/invitations/{id}", "Tells about an invitation.")
            .needs(Permission.USERS_READ)
            .gives(InvitationView.class)
            .does(call -> InvitationView.of(invitations.find(call.tenant(), call.path("id")))),
        Operation.of(
                "invitations.resend",
                "POST",
                "/invitations/{id}/resend",
                "Mails another link in place of the one before.")
            .needs(Permission.USERS_WRITE)
            .gives(InvitationView.class)
            .does(call -> InvitationView.of(invitations.resend(call.caller(), call.path("id")))),
        Operation.of(
                "invitations.delete", "DELETE", "/invitations/{id}", "Withdraws an invitation.")
            .needs(Permission.USERS_WRITE)
            .does(
                call -> {
                  invitations.withdraw(call.caller(), call.path("id"));
                  return null;
                }),
        Operation.of(
                "auth.invitation",
                "POST",
                "/auth/invitation",
                "Tells to what the link of an invitation leads.")
            .open()
            .takes(Code.class)
            .gives(Offer.class)
            .does(
                call -> {
                  Invitations.Offer offer =
                      invitations.offer(call.body(Code.class).code(), AuthResource.client(call));
                  return new Offer(
                      offer.tenantName(), offer.email(), offer.role(), offer.hasAccount());
                }),
        Operation.of(
                "auth.acceptInvitation",
                "POST",
                "/auth/invitation/accept",
                "Joins a tenant with a new account, or with the one that the address has.")
            .open()
            .takes(Acceptance.class)
            .does(
                call -> {
                  Acceptance body = call.body(Acceptance.class);
                  invitations.accept(
                      new Invitations.Acceptance(
                          body.code(), body.name(), body.password(), body.secondFactor()),
                      AuthResource.client(call));
                  return null;
                }));
  }
}
