// SPDX-License-Identifier: Apache-2.0
// 256 by 256 bit multiplier: a product every cycle, nine stages.
//
// The result is the product modulo 2^256 - 38 (weakly reduced: any 256-bit number of the class), its
// low half, or its high half. Operands are cut into 15 pieces of 17 bits and 10 of 26: 150 products
// that fit a DSP48E2 as unsigned numbers; bit 255 of `a_i` stands apart and adds b * 2^255.
//
//   en_i ─ operands ─ products ─ rows ─ rows ─ 11 to 4 ─ 4 to 2 ─ sum ─ fold ─ fold ─▶ res_o
//     0        1         2        3      4       5         6       7      8      9
//
// A register loads only when its stage holds something: no toggling, and fast simulation.
module ml_mul
  import ml_microcode_pkg::*;
(
  input  logic         clk_i,
  input  logic         rst_ni,
  input  logic         en_i,
  input  logic [1:0]   mode_i,
  input  logic [255:0] a_i,
  input  logic [255:0] b_i,
  output logic         valid_o,
  output logic [255:0] res_o
);

  localparam int unsigned Columns = 15;
  localparam int unsigned Rows = 10;
  localparam int unsigned RowWidth = 282;

  logic [8:0] valid_q;
  logic [1:0] mode_q [7];

  logic [255:0] a_q, b_q;
  typedef logic [4:0][42:0] third_t;
  logic [42:0] product_q [Rows][Columns];
  third_t third_q [Rows];
  logic [RowWidth-1:0] thirds_q [Rows];
  logic [255:0] extra_q, extra2_q, extra3_q;
  logic [RowWidth-1:0] row_q [Rows];
  logic [511:0] four_q [4];
  logic [511:0] two_q [2];
  logic [511:0] sum_q;
  logic [262:0] fold_q;
  logic [256:0] last_q;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[7:0], en_i};
  end

  logic [259:0] b_padded;
  assign b_padded = {4'b0, b_q};

  // Within a row every third product lies 51 bits on: three numbers without overlap, added in two
  // stages.
  function automatic logic [RowWidth-1:0] two_thirds(third_t a, third_t b);
    logic [RowWidth-1:0] x, y;
    x = {35'b0, a[4], 8'b0, a[3], 8'b0, a[2], 8'b0, a[1], 8'b0, a[0]};
    y = {18'b0, b[4], 8'b0, b[3], 8'b0, b[2], 8'b0, b[1], 8'b0, b[0], 17'b0};
    return x + y;
  endfunction

  function automatic logic [RowWidth-1:0] last_third(third_t p);
    return {1'b0, p[4], 8'b0, p[3], 8'b0, p[2], 8'b0, p[1], 8'b0, p[0], 34'b0};
  endfunction

  function automatic logic [511:0] at(logic [RowWidth-1:0] x, int unsigned j);
    return {230'b0, x} << (26 * j);
  endfunction

  always_ff @(posedge clk_i) begin
    if (en_i) begin
      a_q <= a_i;
      b_q <= b_i;
      mode_q[0] <= mode_i;
    end
    if (valid_q[0]) begin
      for (int unsigned j = 0; j < Rows; j++) begin
        for (int unsigned i = 0; i < Columns; i++) begin
          product_q[j][i] <= 43'(a_q[17 * i +: 17]) * 43'(b_padded[26 * j +: 26]);
        end
      end
      extra_q <= a_q[255] ? b_q : '0;
      mode_q[1] <= mode_q[0];
    end
    if (valid_q[1]) begin
      for (int unsigned j = 0; j < Rows; j++) begin
        thirds_q[j] <= two_thirds({product_q[j][12], product_q[j][9], product_q[j][6],
                                    product_q[j][3], product_q[j][0]}, {product_q[j][13], product_q[j][10], product_q[j][7],
                                    product_q[j][4], product_q[j][1]});
        third_q[j] <= {product_q[j][14], product_q[j][11], product_q[j][8],
                       product_q[j][5], product_q[j][2]};
      end
      extra2_q <= extra_q;
      mode_q[2] <= mode_q[1];
    end
    if (valid_q[2]) begin
      for (int unsigned j = 0; j < Rows; j++) row_q[j] <= thirds_q[j] + last_third(third_q[j]);
      extra3_q <= extra2_q;
      mode_q[3] <= mode_q[2];
    end
    if (valid_q[3]) begin
      four_q[0] <= at(row_q[0], 0) + at(row_q[1], 1) + at(row_q[2], 2);
      four_q[1] <= at(row_q[3], 3) + at(row_q[4], 4) + at(row_q[5], 5);
      four_q[2] <= at(row_q[6], 6) + at(row_q[7], 7) + at(row_q[8], 8);
      four_q[3] <= at(row_q[9], 9) + {1'b0, extra3_q, 255'b0};
      mode_q[4] <= mode_q[3];
    end
    if (valid_q[4]) begin
      two_q[0] <= four_q[0] + four_q[1];
      two_q[1] <= four_q[2] + four_q[3];
      mode_q[5] <= mode_q[4];
    end
    if (valid_q[5]) begin
      sum_q <= two_q[0] + two_q[1];
      mode_q[6] <= mode_q[5];
    end
    if (valid_q[6]) begin
      unique case (mode_q[6])
        MulMod: begin
          fold_q <= {7'b0, sum_q[255:0]} + {2'b0, sum_q[511:256], 5'b0}
                    + {5'b0, sum_q[511:256], 2'b0} + {6'b0, sum_q[511:256], 1'b0};
        end
        MulHigh: fold_q <= {7'b0, sum_q[511:256]};
        default: fold_q <= {7'b0, sum_q[255:0]};
      endcase
    end
    if (valid_q[7]) begin
      // 38 times what stands above bit 255; 0 in the other modes, which have nothing there.
      last_q <= {1'b0, fold_q[255:0]} + {244'b0, 13'(fold_q[262:256]) * 13'd38};
    end
  end

  // A carry out of the last fold leaves a small number below: 38 more do not carry past bit 12.
  always_comb begin
    res_o = last_q[255:0];
    if (last_q[256]) res_o[12:0] = last_q[12:0] + 13'd38;
  end

  assign valid_o = valid_q[8];


endmodule
