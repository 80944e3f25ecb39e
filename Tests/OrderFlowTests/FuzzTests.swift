// SPDX-License-Identifier: Apache-2.0

import OrderFlow
import Testing

/// Mutated recordings: whatever the bytes, reading ends, in events or in an error with its place.
@Suite struct FuzzTests {
  private static let rounds = 1_000

  private func mutate(_ bytes: [UInt8], _ random: inout SeededRandom) -> [UInt8] {
    var mutated = bytes
    for _ in 0...random.index(6) {
      let at = random.index(mutated.count)
      switch random.below(6) {
      case 0: mutated[at] = UInt8(truncatingIfNeeded: random.next())
      case 1: mutated[at] ^= 1 << UInt8(random.below(8))
      case 2: mutated.removeSubrange(at..<min(mutated.count, at + 1 + random.index(9)))
      case 3: mutated.insert(contentsOf: mutated[at...].prefix(1 + random.index(40)), at: at)
      case 4: mutated.insert([0x0A, 0x2C, 0x2D, 0x2E, 0x30, 0xFF][random.index(6)], at: at)
      default: mutated.removeLast(random.index(mutated.count))
      }
      if mutated.isEmpty { mutated = [UInt8(truncatingIfNeeded: random.next())] }
    }
    return mutated
  }

  /// What must hold of any reading: errors are in the file, and the planner takes all events.
  private func check(_ bytes: [UInt8], format: FlowFormat?, seed: UInt64) throws -> Bool {
    let reading = Reading(bytes, format: format)
    if let error = reading.error {
      switch error.place {
      case .file: #expect(reading.events.isEmpty, "seed \(seed)")
      case .line(let line): #expect(line >= 1 && line <= UInt64(bytes.count) + 1, "seed \(seed)")
      case .offset(let offset):
        if format == .itch { #expect(offset <= UInt64(bytes.count) + 64, "seed \(seed)") }
      }
      #expect(error.description.hasPrefix("test: "), "seed \(seed)")
    }
    var planner = CommandPlanner()
    var commands: [PlannedCommand] = []
    for event in reading.events { try planner.plan(event, into: &commands) }
    #expect(commands.count <= 2 * reading.events.count, "seed \(seed)")
    return reading.error != nil
  }

  @Test(arguments: FlowFormat.allCases)
  func `mutated bytes never stop the program and errors are located`(format: FlowFormat) throws {
    let recording: [UInt8] =
      switch format {
      case .bitstamp: Array(Recordings.bitstamp.utf8)
      case .lobster: Array(Recordings.lobster.utf8)
      case .itch: Recordings.everyItchType().flatMap { Recordings.itch($0) }
      }
    var errors = 0
    for seed in 0..<UInt64(Self.rounds) {
      var random = SeededRandom(seed: seed)
      if try check(mutate(recording, &random), format: format, seed: seed) { errors += 1 }
    }
    // A fuzz that never errs, or always does, has tested nothing.
    #expect((Self.rounds / 10...Self.rounds - 10).contains(errors), "\(errors) errors")
  }

  @Test func `mutated compressed bytes never stop the program`() throws {
    var errors = 0
    for seed in 0..<UInt64(Self.rounds) {
      var random = SeededRandom(seed: seed)
      let whole = seed % 2 == 0 ? Recordings.lobsterGzip : Recordings.lobsterXZ
      if try check(mutate(whole, &random), format: nil, seed: seed) { errors += 1 }
    }
    #expect(errors > Self.rounds / 2)
  }

  @Test func `a mutated golden pair ends in a step, an error or a mismatch`() throws {
    for seed in 0..<UInt64(400) {
      var random = SeededRandom(seed: seed)
      let pair = GoldenPair(seed: seed % 8, messages: 40)
      let messages = mutate(Array(pair.messages.utf8), &random)
      let rows = mutate(Array(pair.rows.utf8), &random)
      do throws(FlowError) {
        var stepper = GoldenStepper(
          messages: try FlowFile(bytes: messages, name: "test", format: .lobster),
          rows: try GoldenBook(bytes: rows, name: "test"))
        var book = ShadowBook()
        var fills: [ShadowFill] = []
        for command in try stepper.start() { try? book.apply(command, fills: &fills) }
        while let step = try stepper.next(ownBook: { book.lots($0, $1) }) {
          for command in step.commands { try? book.apply(command, fills: &fills) }
        }
      } catch {
        #expect(error.file == "test", "seed \(seed)")
      }
    }
  }
}
