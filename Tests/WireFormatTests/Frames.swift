// SPDX-License-Identifier: Apache-2.0

import Memory
import WireFormat

/// Whole, correct datagrams, records and packets to start from.
enum Made {
  static let session: UInt32 = 0x0003_0005
  static let header = CommandHeader(key: 4, group: 1, nonce: 77, validUntil: 1_000, indexSeen: 5)

  static func command(_ write: (inout CommandDatagramWriter) -> Void) -> [UInt8] {
    written { bytes in
      var writer = CommandDatagramWriter(
        into: bytes, session: session, sequence: 9, header: header)
      write(&writer)
      return writer.finish()
    }
  }

  /// Three commands, one of an operator.
  static func command() -> [UInt8] {
    command {
      $0.append(NewOrder(market: 1, side: 1, price: 100, quantity: 3, clientOrder: 8))
      $0.append(Noop())
      $0.append(RevokeKey(key: 6))
    }
  }

  static func logon() -> [UInt8] {
    written { FrameWriter.logon(into: $0, request: LogonRequest(key: 4, nonce: 5)) }
  }

  static func logonReply() -> [UInt8] {
    written { FrameWriter.logonReply(into: $0, reply: LogonReply(session: session, key: 4)) }
  }

  static func heartbeat() -> [UInt8] {
    written {
      FrameWriter.heartbeat(into: $0, session: session, sequence: 3, Heartbeat(sent: 6))
    }
  }

  static func busy() -> [UInt8] {
    written {
      FrameWriter.busy(
        into: $0, session: session, sequence: 3, Busy(nonce: 5, echo: 6, backlog: 7, urgent: 1))
    }
  }

  static func logout() -> [UInt8] {
    written { FrameWriter.logout(into: $0, session: session, sequence: 3) }
  }

  /// As short as a request may be.
  static func resendRequest() -> [UInt8] {
    written {
      FrameWriter.request(
        into: $0, session: session, sequence: 3, ResendRequest(fromSequence: 5, count: 2),
        frameBytes: RequestBody.frameBytesMin + 4)
    }
  }

  static func statusRequest() -> [UInt8] {
    written {
      FrameWriter.request(
        into: $0, session: session, sequence: 3, StatusRequest(nonce: 0), frameBytes: 300)
    }
  }

  /// As long as a request may be.
  static func stateRequest() -> [UInt8] {
    written {
      FrameWriter.request(
        into: $0, session: session, sequence: 3, StateRequest(cursor: 1, place: 2, kind: 1),
        frameBytes: Frame.bytesMax)
    }
  }

  /// Two reports and a receipt of two nodes.
  static func report() -> [UInt8] {
    let path = (0..<64).map { UInt8($0) }
    return written { bytes in
      var writer = ReportFrameWriter(into: bytes, session: session, sequence: 12)
      writer.append(CommandResult(reportSequence: 1, logIndex: 2, logTime: 3))
      writer.append(Fill(reportSequence: 2, logIndex: 2, logTime: 3, quantity: 1))
      viewing(path) { _ = writer.append(receipt: ReceiptReport(logIndex: 2), path: $0) }
      return writer.finish(ReportTrailer(received: 1, sent: 9))
    }
  }

  static func record(_ kind: RecordKind, body: [UInt8]) -> [UInt8] {
    written { bytes in
      viewing(body) {
        LogRecordView.write(
          into: bytes, record: LogRecord(logIndex: 1, logTime: 2, term: 1, kind: kind.wire),
          body: $0)
      }
    }
  }

  static func genesisBody() -> [UInt8] {
    written {
      GenesisBody.write(
        into: $0, genesis: Genesis(ruleVersion: 1, network: 2),
        operators: [GenesisOperators(key: 0), GenesisOperators(key: 1)])
    }
  }

  static let moldSession = MoldSession("FEED-A")!

  static func packet() -> [UInt8] {
    written { bytes in
      var writer = MoldWriter(into: bytes, session: moldSession, sequence: 41)
      writer.append(OrderAdded(logIndex: 1, market: 2, order: 3, price: 4, quantity: 5))
      writer.append(OrderDeleted(logIndex: 2, market: 2, order: 3))
      return writer.finish()
    }
  }

  /// The body of a frame.
  static func body(_ frame: [UInt8]) -> [UInt8] { Array(frame[40...]) }
}

/// A frame as either end would read it: head, then the whole body.
func fault(_ datagram: [UInt8], _ receiver: Receiver, commandsMax: Int = 8) -> FormFault? {
  viewing(datagram) { view in
    do throws(FormFault) {
      let head = try FrameHead(parsing: view, for: receiver)
      return Frame.check(
        body: head.body(of: view), of: head.template, commandsMax: commandsMax)
    } catch {
      return error
    }
  }
}

func recordFault(_ bytes: [UInt8]) -> FormFault? {
  viewing(bytes) { view in
    do throws(FormFault) {
      _ = try LogRecordView(parsing: view)
      return nil
    } catch {
      return error
    }
  }
}

func packetFault(_ bytes: [UInt8]) -> FormFault? {
  viewing(bytes) { view in
    do throws(FormFault) {
      _ = try MoldCursor(parsing: view)
      return nil
    } catch {
      return error
    }
  }
}

/// `bytes` after a change.
func changed(_ bytes: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
  var copy = bytes
  change(&copy)
  return copy
}

/// A frame whose body was changed, its length corrected.
func resized(_ frame: [UInt8], _ change: (inout [UInt8]) -> Void) -> [UInt8] {
  changed(frame) {
    change(&$0)
    let length = $0.count - 40
    $0[12] = UInt8(length & 255)
    $0[13] = UInt8(length >> 8)
  }
}
