// SPDX-License-Identifier: Apache-2.0

internal import PacketIO
internal import WireFormat

// The compiler's own `rawValue` is not visible to proved code in another module, and a generic
// function is not specialised there in debug builds.

/// The number of a fault, for an array of counters.
@_noAllocation @_noLocks
func ordinal(_ fault: FrameFault) -> Int { Int(unsafe unsafeBitCast(fault, to: UInt8.self)) }

/// The number of a fault, for an array of counters.
@_noAllocation @_noLocks
func ordinal(_ fault: FormFault) -> Int { Int(unsafe unsafeBitCast(fault, to: UInt8.self)) }
