package dev.fairlead.protocols.ice.core;

import dev.fairlead.media.counter.CounterDescriptor;

/** What ICE counts. */
public enum IceCounter implements CounterDescriptor {
  CHECKS_ANSWERED("ice_checks_answered", "A check of a peer was answered."),
  CHECKS_UNAUTHENTICATED("ice_checks_unauthenticated", "A check did not know the password."),
  CHECKS_REFUSED("ice_checks_refused", "A check had attributes that must be understood."),
  CHECKS_UNKNOWN("ice_checks_unknown", "A check named no session of this node."),
  MESSAGES_MALFORMED("ice_messages_malformed", "A STUN message was malformed."),
  MESSAGES_IGNORED("ice_messages_ignored", "A STUN message was nothing that we asked for."),
  ROLE_CONFLICTS("ice_role_conflicts", "A peer believed to be controlled and was told otherwise."),
  PATHS_OVER_LIMIT("ice_paths_over_limit", "A check came by one path too many for its session."),
  PATH_SELECTED("ice_path_selected", "A session took up a path, or moved to another one."),
  CONSENT_EXPIRED("ice_consent_expired", "A peer stopped asking and its session ended.");

  private final String id;
  private final String description;

  IceCounter(String id, String description) {
    this.id = id;
    this.description = description;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public String description() {
    return description;
  }
}
