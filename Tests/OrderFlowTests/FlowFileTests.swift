// SPDX-License-Identifier: Apache-2.0

import Foundation
import OrderFlow
import Quantities
import Testing

@Suite struct FlowFileTests {
  @Test func `a LOBSTER message file is told by content and read exactly`() {
    let reading = Reading(Recordings.lobster)
    #expect(reading.error == nil)
    #expect(
      reading.events == [
        FlowEvent(
          timeNanoseconds: 34_200_004_241_176, instrument: 0, kind: .add, side: .buy,
          price: 5_853_300, size: 18, id: 16_113_575),
        FlowEvent(
          timeNanoseconds: 34_200_004_260_640, instrument: 0, kind: .add, side: .buy,
          price: 5_853_200, size: 18, id: 16_113_584),
        FlowEvent(
          timeNanoseconds: 34_200_004_447_484, instrument: 0, kind: .executeVisible, side: .buy,
          price: 5_853_100, size: 18, id: 16_113_594),
      ])
  }

  @Test(arguments: [
    ("1", FlowEvent.Kind.add), ("2", .reduce), ("3", .delete), ("4", .executeVisible),
    ("5", .executeHidden), ("6", .other), ("7", .status),
  ])
  func `each LOBSTER type has its kind`(type: String, kind: FlowEvent.Kind) {
    let reading = Reading("34200,\(type),0,1,-1,-1\r\n")
    #expect(reading.events.map(\.kind) == [kind])
    #expect(reading.events.map(\.side) == [.sell])
  }

  @Test func `a Bitstamp file is told by its header and prices have two decimals`() {
    let reading = Reading(Recordings.bitstamp)
    #expect(reading.error == nil)
    #expect(reading.events.map(\.kind) == [.add, .restate, .delete])
    #expect(reading.events.map(\.price) == [23_647, 23_647, 23_640])
    #expect(reading.events.map(\.size) == [200_000_000, 178_855_669, 0])
    #expect(reading.events.map(\.side) == [.buy, .buy, .sell])
    #expect(reading.events[0].timeNanoseconds == 1_430_438_404_518_000_000)
  }

  @Test(arguments: [true, false])
  func `every ITCH type is read, with a length before it or zero`(prefixed: Bool) {
    let messages = Recordings.everyItchType()
    let reading = Reading(messages.flatMap { Recordings.itch($0, prefixed: prefixed) })
    #expect(reading.error == nil)
    #expect(reading.events.count == messages.count)
    #expect(reading.symbols == ["AAPL"])
    #expect(
      reading.events[..<6].map(\.kind)
        == [.add, .executeVisible, .executeVisible, .reduce, .replace, .delete])
    #expect(reading.events[..<6].map(\.timeNanoseconds) == [1, 2, 3, 4, 5, 6])
    #expect(reading.events[..<6].map(\.size) == [100, 10, 20, 5, 50, FlowEvent.noSize])
    #expect(reading.events[..<6].map(\.id) == [7, 7, 7, 7, 7, 8])
    #expect(reading.events[1].price == FlowEvent.noPrice)
    #expect(reading.events[2].price == 999)
    #expect(reading.events[4].newID == 8)
    #expect(reading.events[6].instrument == FlowEvent.everyInstrument)
    #expect(reading.events.last?.kind == .tradeNonDisplayed)
    #expect(reading.events.dropLast().last?.side == .sell)
  }

  @Test func `an ITCH execution that is not printable is away from the book`() {
    let body =
      Recordings.header("C", locate: 1, time: 3) + Recordings.big(7, 8) + Recordings.big(20, 4)
      + Recordings.big(1, 8) + [0x4E] + Recordings.big(999, 4)
    #expect(Reading(Recordings.itch(body)).events.map(\.kind) == [.executeAway])
  }

  @Test func `with lengths an unknown ITCH type is skipped, and a zero length ends the session`() {
    let later = Recordings.itch([0x7A] + [UInt8](repeating: 1, count: 14))
    let start = Recordings.itch(Recordings.add(1, "B", 1, 1))
    let reading = Reading(start + later + start + [0, 0])
    #expect(reading.error == nil)
    #expect(reading.events.map(\.kind) == [.add, .other, .add])
  }

  @Test func `a format given by name is not detected`() {
    #expect(Reading(Recordings.lobster, format: .bitstamp).error?.place == .line(1))
    #expect(Reading(Recordings.lobster, format: .itch).error?.place == .offset(0))
    #expect(Reading("1,2\n", format: .lobster).error?.place == .line(1))
  }

  @Test func `zeros and numbers beyond any venue are passed on as they are`() {
    let reading = Reading(
      "0,1,0,0,0,1\n0,1,18446744073709551615,18446744073709551615,9223372036854775807,1\n")
    #expect(reading.events.map(\.size) == [0, .max])
    #expect(reading.events.map(\.price) == [0, .max])
  }

  @Test(arguments: [
    ("34200,1,1,1,1\n", "columns"), ("x,1,1,1,1,1\n", "time is 'x'"),
    ("-1,1,1,1,1,1\n", "time"), ("1.0000000001,1,1,1,1,1\n", "time"), ("1,8,1,1,1,1\n", "type"),
    ("1,11,1,1,1,1\n", "type"), ("1,1,,1,1,1\n", "id is ''"), ("1,1,1,-5,1,1\n", "size"),
    ("1,1,1,18446744073709551616,1,1\n", "size"), ("1,1,1,1,9223372036854775808,1\n", "price"),
    ("1,1,1,1,1,0\n", "direction"), ("1,1,1,1,1,1,1\n", "7 columns"), ("\n", "1 columns"),
  ])
  func `a bad LOBSTER line is an error that names its line and field`(text: String, part: String) {
    let reading = Reading(Recordings.lobster + text + Recordings.lobster, format: .lobster)
    #expect(reading.events.count == 3)
    #expect(reading.error?.place == .line(4))
    let message = reading.error?.description ?? ""
    #expect(message.hasPrefix("test: line 4: "))
    #expect(message.contains(part), "\(message)")
  }

  @Test(arguments: [
    ("1,1,1,1.234,1,created,bid", "price"), ("1,1,1,1,1.5,created,bid", "volume"),
    ("1,1,1,1,1,made,bid", "action"), ("1,1,1,1,1,created,left", "direction"),
    ("1,18446744073710,1,1,1,created,bid", "timestamp"), ("a,1,1,1,1,created,bid", "id"),
    ("1,1", "2 columns"),
  ])
  func `a bad Bitstamp line is an error that names its line and field`(text: String, part: String) {
    let reading = Reading(Recordings.bitstamp + text)
    #expect(reading.events.count == 3)
    #expect(reading.error?.place == .line(5))
    #expect(reading.error?.description.contains(part) == true)
  }

  @Test func `a Bitstamp header without a column is an error`() {
    let reading = Reading("id,timestamp,price,volume,action\n1,1,1,1,created\n")
    #expect(reading.error?.problem == .columnMissing(name: "direction"))
  }

  @Test func `bad ITCH is an error at its byte`() {
    let good = Recordings.itch(Recordings.add(1, "B", 1, 1))
    let badSide = Recordings.itch(Recordings.add(1, "Q", 1, 1))
    #expect(Reading(good + badSide).error?.place == .offset(38 + 2 + 19))
    #expect(Reading(good + good.dropLast()).error?.place == .offset(38))
    #expect(Reading(good + [0]).error?.place == .offset(38))
    #expect(Reading(good + [0, 35] + good[2...]).error?.place == .offset(38))
    #expect(Reading(good + [0, 0, 0x41]).error?.place == .offset(38))
    let zero = Recordings.itch(Recordings.add(1, "B", 1, 1), prefixed: false)
    #expect(Reading(zero + [0, 0, 0x7A]).error?.problem == .messageTypeUnknown(type: 0x7A))
    #expect(Reading(zero + [0, 36] + good[2...]).error?.place == .offset(38))
  }

  @Test func `an empty file, an unknown one and an absent one say so`() {
    #expect(Reading("").error?.problem == .empty)
    #expect(Reading("hello, world").error?.problem == .formatUnknown)
    #expect(throws: FlowError.self) { _ = try FlowFile.open("/nonexistent/flow.csv") }
    do {
      _ = try FlowFile.open("/nonexistent/flow.csv")
    } catch {
      #expect(error.description.contains("No such file"))
    }
    do {
      _ = try FlowFile.open("/")
      Issue.record("a folder was opened")
    } catch {
      #expect(error.problem == .cannotRead(errno: EISDIR))
    }
  }

  @Test func `a line without end is refused at its limit`() {
    let long = [UInt8](repeating: 0x31, count: 1 << 20)
    let reading = Reading(Array(Recordings.lobster.utf8) + long)
    #expect(reading.events.count == 3)
    #expect(reading.error?.place == .line(4))
    #expect(reading.error?.problem == .lineTooLong(bytesMax: 4 << 10))
    let ended = Reading(
      Array(Recordings.lobster.utf8) + [UInt8](repeating: 0x31, count: (4 << 10) + 1) + [0x0A])
    #expect(ended.error?.problem == .lineTooLong(bytesMax: 4 << 10))
  }

  @Test func `an error is thrown again and statistics stop there`() throws {
    var file = try FlowFile(bytes: Array((Recordings.lobster + "x\n").utf8), name: "test")
    for _ in 0..<3 { _ = try file.next() }
    for _ in 0..<2 {
      var thrown: FlowError?
      do { _ = try file.next() } catch { thrown = error }
      #expect(thrown?.place == .line(4))
    }
    #expect(file.statistics.events == 3)
    #expect(file.statistics.count(.add) == 2)
    #expect(file.statistics.count(type: "4") == 1)
    #expect(file.statistics.timesBackwards == 0)
  }

  @Test func `a long recording crosses the window's edges unharmed`() {
    // Lines of many lengths, so that every alignment meets the end of the window.
    var text = ""
    var random = SeededRandom(seed: 7)
    var sizes: [UInt64] = []
    while text.utf8.count < 600_000 {
      sizes.append(random.next() >> random.below(64))
      text += "34200.1,1,\(sizes.count),\(sizes.last!),5,1\n"
    }
    for bytes in [Array(text.utf8), Recordings.gzip(Array(text.utf8))] {
      let reading = Reading(bytes)
      #expect(reading.error == nil)
      #expect(reading.events.map(\.size) == sizes)
    }
  }
}
