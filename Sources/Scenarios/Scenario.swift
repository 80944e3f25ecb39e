// SPDX-License-Identifier: Apache-2.0

/// One scenario: what happens at a venue, step by step, and what is to come of it.
struct Scenario {
  let title: String
  let line: Int
  /// The rule it shows.
  var rule: String
  /// Settings of the genesis beside the usual ones.
  var genesis: [Setting] = []
  var operators: [UInt32] = [0]
  var steps: [Step] = []
}

/// One line of a scenario that does something, and the lines indented below it.
struct Step {
  let line: Int
  let text: String
  let action: Action
  /// What is to be heard, reports and feed, in the order written.
  var expected: [ExpectedLine] = []
  /// The lines of the file that say it, for rewriting them.
  var expectedLines: [Int] = []

  /// Whether the feed is compared.
  var hasFeed: Bool { expected.contains { $0.who == "feed" } }
}

enum Action {
  /// Lines that set the stage: commands of the operator that must be accepted, and a logon.
  case setUp([Draft], logon: UInt32?)
  case send(UInt32, [Draft], with: [Setting], inRecord: [Setting])
  case logon(UInt32, Draft)
  /// A session ends, by the way of its ending.
  case down(UInt32, end: Int128)
  /// The key's last datagram or logon once more, byte for byte.
  case again(UInt32)
  /// Nanoseconds pass, and a record says so if it is a tick.
  case time(UInt64, isTick: Bool)
  case restart
  case check(StateCheck, expected: [String])
}

/// What of a venue's state a line compares.
enum StateCheck {
  case book(market: UInt32)
  case position(account: UInt32, market: UInt32)
  case cash(account: UInt32)
  case state(market: UInt32)
}
