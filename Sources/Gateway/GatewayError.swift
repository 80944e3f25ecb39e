// SPDX-License-Identifier: Apache-2.0

/// Why the gateway cannot start or go on: one line, with the remedy.
public struct GatewayError: Error, CustomStringConvertible, Sendable {
  public let description: String
  public init(_ description: String) { self.description = description }

  /// Asked to end before the flow began: no fault of anyone's.
  static let interrupted = GatewayError("interrupted")
  var isInterruption: Bool { description == Self.interrupted.description }
}
