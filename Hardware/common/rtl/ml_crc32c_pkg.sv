// SPDX-License-Identifier: Apache-2.0
// CRC-32C of eight bytes more, least significant byte first (reflected; the caller inverts at the
// start and at the end). Each bit is a parity of state and word bits.
package ml_crc32c_pkg;

  function automatic logic [31:0] crc32c(logic [31:0] crc, logic [63:0] word);
    logic [31:0] c;
    c = crc;
    for (int unsigned i = 0; i < 64; i++) begin
      c = (c >> 1) ^ ((c[0] ^ word[i]) ? 32'h82F63B78 : 32'h0);
    end
    return c;
  endfunction

endpackage
