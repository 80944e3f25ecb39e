// SPDX-License-Identifier: Apache-2.0
// The comb table: 4,096 points of 765 bits and 18 of parity in block RAM, two ports, so that the two
// cores of a pair share it. An address in one cycle, the entry in the next.
module ml_comb_table
  import ml_microcode_pkg::*;
(
  input  logic                 clk_i,
  input  logic                 a_en_i,
  input  logic [11:0]          a_addr_i,
  output logic [CombWidth-1:0] a_data_o,
  input  logic                 b_en_i,
  input  logic [11:0]          b_addr_i,
  output logic [CombWidth-1:0] b_data_o
);

  (* rom_style = "block", ram_style = "block" *)
  logic [CombWidth-1:0] rom [4096];
  logic [CombWidth-1:0] a_data_q, b_data_q;

`ifdef VERILATOR
  // The library carries the table itself: $readmemh would look for a file at run time.
  import "DPI-C" function void ml_comb_entry(input int index, output bit [CombWidth-1:0] entry);
  initial begin
    for (int i = 0; i < 4096; i++) begin
      bit [CombWidth-1:0] entry;
      ml_comb_entry(i, entry);
      rom[i] = entry;
    end
  end
`else
  initial $readmemh("ml_comb.mem", rom);
`endif

  always_ff @(posedge clk_i) begin
    if (a_en_i) a_data_q <= rom[a_addr_i];
  end
  always_ff @(posedge clk_i) begin
    if (b_en_i) b_data_q <= rom[b_addr_i];
  end

  assign a_data_o = a_data_q;
  assign b_data_o = b_data_q;

endmodule
