package dev.fairlead.protocols.ice.wire;

/** Types of STUN messages: method and class folded into 14 bits (RFC 8489 §5). */
public final class StunType {
  public static final int BINDING_REQUEST = 0x0001;
  public static final int BINDING_INDICATION = 0x0011;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;

  private StunType() {}
}
