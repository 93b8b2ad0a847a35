/** What is owed, exactly and durably. Money is integer minor units; quantities are integers. */
@NullMarked
package dev.fairlead.billing;

import org.jspecify.annotations.NullMarked;
