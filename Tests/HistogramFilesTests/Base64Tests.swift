// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import HistogramFiles

@Suite struct Base64Tests {
  /// - Source: RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ]) func `the standard's own examples`(plain: String, text: String) {
    #expect(Base64.encoded(Array(plain.utf8)) == text)
    #expect(Base64.decoded(text[...].utf8) == Array(plain.utf8))
  }

  @Test(arguments: ["Z", "Zg", "Zg=", "Zh==", "Zm9=", "====", "Z===", "Zg==Zg==", "Zm 9", "Zm9-"])
  func `what is not made by encoding is not decoded`(text: String) {
    #expect(Base64.decoded(text[...].utf8) == nil)
  }

  @Test func `all bytes at all lengths`() {
    for length in 0..<70 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length &* 101) }
      #expect(Base64.decoded(Base64.encoded(bytes)[...].utf8) == bytes)
    }
  }
}
