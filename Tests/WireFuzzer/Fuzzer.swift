// SPDX-License-Identifier: Apache-2.0

internal import Memory
internal import WireFuzz

/// What libFuzzer calls with each input: the same body as the tests'. Built and linked by
/// `Tools/fuzz-wire`, with AddressSanitizer, so that a read past the input is a finding too.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  // A copy of its own on the heap, exactly as long: one byte further is the sanitizer's.
  let buffer = ByteBuffer(count: max(1, count))
  for i in 0..<count { buffer.bytes[i] = start[i] }
  _ = WireFuzz.consume(buffer.bytes.view.slice(0, count: count))
  return 0
}
