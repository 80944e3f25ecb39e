// SPDX-License-Identifier: Apache-2.0
// The submission windows: 256 slots of 256 bytes a queue. Written by the host, a word a cycle; read by the
// dispatcher, an address in one cycle and the word in the next.
module ml_window #(
  parameter int unsigned NumQueues = 2,
  localparam int unsigned AddrWidth = 13 + $clog2(NumQueues)
) (
  input  logic                 clk_i,
  input  logic                 write_i,
  input  logic [AddrWidth-1:0] write_addr_i,
  input  logic [63:0]          write_word_i,
  input  logic                 read_i,
  input  logic [AddrWidth-1:0] read_addr_i,
  output logic [63:0]          read_word_o
);

  logic [63:0] words_q [2**AddrWidth];
  logic [63:0] word_q;

  always_ff @(posedge clk_i) begin
    if (write_i) words_q[write_addr_i] <= write_word_i;
    if (read_i) word_q <= words_q[read_addr_i];
  end

  assign read_word_o = word_q;

endmodule
