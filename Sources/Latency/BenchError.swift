// SPDX-License-Identifier: Apache-2.0

/// Why a measurement cannot be made: one line, cause and remedy.
public struct BenchError: Error, CustomStringConvertible, Sendable {
  public let description: String
  public init(_ description: String) { self.description = description }
}
