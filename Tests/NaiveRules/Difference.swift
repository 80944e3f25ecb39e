// SPDX-License-Identifier: Apache-2.0

import Memory
import Venue
import WireFormat

/// How the venue and the naive one differ, in words; nil when they do not.
enum Difference {
  static func of(_ found: [Output], _ expected: [Output]) -> String? {
    if found == expected { return nil }
    for place in 0..<max(found.count, expected.count) {
      let one = place < found.count ? found[place] : nil
      let other = place < expected.count ? expected[place] : nil
      if one == other { continue }
      return """
        output \(place) is \(one.map { "\($0)" } ?? "none"),
        expected \(other.map { "\($0)" } ?? "none")
        """
    }
    return "outputs differ"
  }

  static func of(_ engine: Engine, _ model: NaiveVenue) -> String? {
    if let place = engine.missing.first { return "\(place) was removed and never there" }
    let expected = model.state()
    if engine.state == expected { return nil }
    for place in Set(engine.state.keys).union(expected.keys).sorted() {
      if engine.state[place] == expected[place] { continue }
      return """
        the state at \(place) is \(engine.state[place].map { "\($0)" } ?? "none"),
        expected \(expected[place].map { "\($0)" } ?? "none")
        """
    }
    return "states differ"
  }
}

/// A log that somebody wrote, run through the venue and the naive one side by side.
struct LogComparison {
  let engine: Engine
  private var model: NaiveVenue
  private(set) var records: UInt64 = 0

  /// - Parameter genesis: the body of index 0.
  init(_ genesis: VenueGenesis) {
    engine = Engine(genesis)
    model = NaiveVenue(genesis)
  }

  /// Takes the next record; the first difference, or nil.
  mutating func take(_ record: ByteView) throws -> String? {
    let found = try engine.apply(logged: record)
    let body = try LogRecordView(parsing: record).body.array
    let difference = Difference.of(found, model.apply(engine.head, body))
    records += 1
    return difference.map { "record \(records - 1): \($0)" }
  }

  /// Compares the states: books, accounts, keys, sessions, everything.
  func compareStates() -> String? {
    if !engine.isConserved { return "money or lots are not conserved" }
    return Difference.of(engine, model)
  }
}
