// SPDX-License-Identifier: Apache-2.0

/// Stops the program when something that cannot happen has happened.
///
/// Invariants are for our own mistakes; what the world may do is an outcome with a typed error.
/// The check stays in release builds, and the message is printed (a plain `precondition` loses it).
///
/// - Precondition: `condition` holds.
@inlinable
@inline(__always)
@_semantics("programtermination_point_guard")
package func invariant(
  _ condition: Bool, _ message: StaticString, file: StaticString = #fileID, line: UInt = #line
) {
  if _slowPath(!condition) { invariantFailed(message, file: file, line: line) }
}

@usableFromInline
@inline(never)
@_semantics("programtermination_point")
package func invariantFailed(_ message: StaticString, file: StaticString, line: UInt) -> Never {
  fatalError("invariant: \(message)", file: file, line: line)
}
