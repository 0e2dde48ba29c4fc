// SPDX-License-Identifier: MIT
// lastro/model/parameters.hpp
//
// What are the numbers that training changes, and what are they called? Named tensors over storage that a model owns.
//
//   auto parameters() { return model::parameters("w1", w1, "b1", b1); }     // a member of any trainable model
//   model::gradients<double> g{net.parameters()};                           // the same names and shapes, zeroed
//   g["w1"].matrix() = delta * x;                                           // an Eigen map, column-major
//
// A tensor is a view: it stays valid as long as the model does not resize its matrices. Nothing here computes.
#pragma once

#include <algorithm>    // fill
#include <concepts>     // floating_point
#include <cstddef>      // size_t
#include <span>         // span
#include <stdexcept>    // invalid_argument, out_of_range
#include <string>       // string
#include <string_view>  // string_view
#include <utility>      // move
#include <vector>       // vector

#include <Eigen/Core>  // Map, Matrix, PlainObjectBase

#include <lastro/core/contract.hpp>
#include <lastro/core/text.hpp>
#include <lastro/num/matrix_view.hpp>

namespace lastro::inline v0::model {

/// A named matrix of shape [rows, columns] over column-major storage that something else owns.
template <std::floating_point T>
struct tensor {
    std::string name;
    std::size_t rows = 0;
    std::size_t columns = 0;
    std::span<T> values;  ///< rows * columns numbers, column after column.

    /// The tensor as Eigen sees it, for elementwise work; products belong to num::gemm.
    [[nodiscard]] auto matrix() const noexcept {
        return Eigen::Map<Eigen::Matrix<T, Eigen::Dynamic, Eigen::Dynamic>>{
            values.data(), static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(columns)};
    }

    /// The tensor as num::gemm takes it.
    [[nodiscard]] num::matrix_view<T> view() const noexcept { return num::column_major(values.data(), rows, columns); }
};

/// The tensors of a model, in the order in which the model names them; names differ.
template <std::floating_point T>
class parameter_list {
public:
    /// @throws std::invalid_argument if a name is empty or occurs twice.
    explicit parameter_list(std::vector<tensor<T>> tensors) : tensors_(std::move(tensors)) {
        for (std::size_t i = 0; i < tensors_.size(); ++i) {
            core::require<std::invalid_argument>(!tensors_[i].name.empty(), "model::parameters", "a name", "none");
            for (std::size_t j = 0; j < i; ++j) {
                core::require<std::invalid_argument>(tensors_[i].name != tensors_[j].name, "model::parameters",
                                                     "every name once",
                                                     core::quoted(tensors_[i].name) + " a second time");
            }
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return tensors_.size(); }
    [[nodiscard]] auto begin() const noexcept { return tensors_.begin(); }
    [[nodiscard]] auto end() const noexcept { return tensors_.end(); }

    /// Tensor number `index`. Precondition: index < size().
    [[nodiscard]] const tensor<T>& operator[](std::size_t index) const noexcept { return tensors_[index]; }

    /// The tensor called `name`.
    ///
    /// @throws std::out_of_range if there is none.
    [[nodiscard]] const tensor<T>& operator[](std::string_view name) const {
        for (const tensor<T>& t : tensors_) {
            if (t.name == name) {
                return t;
            }
        }
        std::string known;
        for (const tensor<T>& t : tensors_) {
            known += (known.empty() ? "" : ", ") + core::quoted(t.name);
        }
        core::fail<std::out_of_range>("model::parameters", "one of " + known, core::quoted(name));
    }

    /// How many numbers there are in all tensors together.
    [[nodiscard]] std::size_t count() const noexcept {
        std::size_t sum = 0;
        for (const tensor<T>& t : tensors_) {
            sum += t.values.size();
        }
        return sum;
    }

private:
    std::vector<tensor<T>> tensors_;
};

namespace detail {

template <std::floating_point T>
void name_tensors(std::vector<tensor<T>>&) {}

template <std::floating_point T, class Matrix, class... Rest>
void name_tensors(std::vector<tensor<T>>& list, std::string_view name, Matrix& matrix, Rest&&... rest) {
    static_assert(Matrix::ColsAtCompileTime == 1 || !Matrix::IsRowMajor, "column-major storage, Eigen's default");
    list.push_back({.name = std::string{name},
                    .rows = static_cast<std::size_t>(matrix.rows()),
                    .columns = static_cast<std::size_t>(matrix.cols()),
                    .values = {matrix.data(), static_cast<std::size_t>(matrix.size())}});
    name_tensors(list, std::forward<Rest>(rest)...);
}

}  // namespace detail

/// The tensors of a model from name, matrix, name, matrix, ...: Eigen matrices and vectors of one floating-point type.
template <class Matrix, class... Rest>
[[nodiscard]] auto parameters(std::string_view name, Eigen::PlainObjectBase<Matrix>& first, Rest&&... rest) {
    std::vector<tensor<typename Matrix::Scalar>> list;
    list.reserve(1 + sizeof...(rest) / 2);
    detail::name_tensors(list, name, first.derived(), std::forward<Rest>(rest)...);
    return parameter_list<typename Matrix::Scalar>{std::move(list)};
}

/// One number for every parameter: the same names and shapes, in storage of its own, zero at first.
template <std::floating_point T>
class gradients {
public:
    explicit gradients(const parameter_list<T>& like) : values_(like.count()), tensors_(over(values_, like)) {}

    gradients(const gradients& other) : values_(other.values_), tensors_(over(values_, other.tensors_)) {}
    gradients(gradients&&) noexcept = default;  // a moved vector keeps its storage, so the views stay right
    gradients& operator=(gradients other) noexcept {
        values_.swap(other.values_);
        std::swap(tensors_, other.tensors_);
        return *this;
    }
    ~gradients() = default;

    [[nodiscard]] const tensor<T>& operator[](std::size_t index) const noexcept { return tensors_[index]; }
    [[nodiscard]] const tensor<T>& operator[](std::string_view name) const { return tensors_[name]; }
    [[nodiscard]] const parameter_list<T>& tensors() const noexcept { return tensors_; }

    /// All numbers in one row, tensor after tensor.
    [[nodiscard]] std::span<T> values() noexcept { return values_; }
    [[nodiscard]] std::span<const T> values() const noexcept { return values_; }

    void set_zero() noexcept { std::fill(values_.begin(), values_.end(), T{0}); }

private:
    static parameter_list<T> over(std::vector<T>& storage, const parameter_list<T>& like) {
        std::vector<tensor<T>> list;
        list.reserve(like.size());
        std::size_t at = 0;
        for (const tensor<T>& t : like) {
            list.push_back({t.name, t.rows, t.columns, std::span{storage}.subspan(at, t.values.size())});
            at += t.values.size();
        }
        return parameter_list<T>{std::move(list)};
    }

    std::vector<T> values_;
    parameter_list<T> tensors_;
};

}  // namespace lastro::inline v0::model
