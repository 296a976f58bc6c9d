"""Convolutional networks."""

import numpy as np


def conv_output_size(size, kernel, stride, pad):
    """Return the length of a convolution's output along one axis, an int.

    The input has ``size`` elements along that axis and gets ``pad`` zeros at both ends. A kernel of ``kernel``
    elements starts at the first of them, padding included, and moves by ``stride``. Every place where it fits whole
    counts as one; elements at the end that a whole step no longer reaches are left out. All four are ints, ``stride``
    is at least 1, ``pad`` at least 0, and the kernel fits at least once. Pooling follows the same rule.

    >>> conv_output_size(28, 5, 1, 0)
    24
    >>> conv_output_size(32, 5, 1, 0)
    28
    >>> conv_output_size(7, 3, 2, 1)
    4
    """
    raise NotImplementedError


def conv2d_forward(x, w, b, stride=1, pad=0):
    """Slide the filters ``w`` over the images ``x`` and add the biases ``b``; return the feature maps.

    ``x`` is ``(N, C, H, W)``, ``w`` is ``(F, C, K, L)``, ``b`` is ``(F,)``. The images get ``pad`` zeros on all
    four sides, and the filters move by ``stride`` down and across. The kernel is not flipped: this is a
    cross-correlation, as in every deep-learning library. The result is ``(N, F, H', W')`` with
    ``H' = 1 + (H + 2 * pad - K) // stride`` and ``W' = 1 + (W + 2 * pad - L) // stride``; rows and columns
    that a whole step no longer reaches are left out.

    Seven nested loops are a right answer, and a slow one. Part of the points is for one that handles all images at
    once; a loop over the places of the output, or over those of the kernel, is then still fine.

    >>> conv2d_forward(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)), np.ones(1))
    array([[[[ 9., 13.],
             [21., 25.]]]])
    """
    raise NotImplementedError


def im2col(x, kernel, stride, pad):
    """Return the windows of the images ``x`` as columns: ``(N, C * kernel * kernel, H' * W')``.

    ``x`` is ``(N, C, H, W)`` and gets ``pad`` zeros on all four sides; the windows are ``kernel`` by ``kernel``
    and move by ``stride`` down and across. There are ``H' = 1 + (H + 2 * pad - kernel) // stride`` of them below
    each other and ``W'``, alike, beside each other; what no whole window reaches is left out. A column holds
    one window: its first channel row by row, then the second. The columns go through the windows row by row,
    too. So ``w.reshape(F, -1) @ im2col(x, kernel, stride, pad)`` is a convolution with filters ``w``, but for
    its shape. Part of the points is for an answer without a loop over the images.

    >>> im2col(np.arange(9.0).reshape(1, 1, 3, 3), 2, 1, 0)
    array([[[0., 1., 3., 4.],
            [1., 2., 4., 5.],
            [3., 4., 6., 7.],
            [4., 5., 7., 8.]]])
    """
    raise NotImplementedError


def conv2d_backward(dout, x, w, b, stride=1, pad=0):
    """Return ``(dx, dw, db)``: the gradients of a loss with respect to the arguments of `conv2d_forward`.

    ``x`` ``(N, C, H, W)``, ``w`` ``(F, C, K, L)``, ``b`` ``(F,)``, ``stride`` and ``pad`` are what the forward
    got; ``dout`` ``(N, F, H', W')`` is the gradient of the loss with respect to what it returned. Each gradient
    has the shape of its argument: ``dx`` that of the images without their padding. A mean over the batch is
    already in ``dout``: sum over the images, do not average again. A pixel that no whole step reaches gets 0.
    Of ``b`` only the shape matters. Loops over everything are right; part of the points is for an answer
    that handles all images at once.

    >>> x, w = np.arange(9.0).reshape(1, 1, 3, 3), np.array([[[[1.0, 2.0], [3.0, 4.0]]]])
    >>> dx, dw, db = conv2d_backward(np.array([[[[1.0, 0.0], [0.0, 10.0]]]]), x, w, np.zeros(1))
    >>> print(dx[0, 0])
    [[ 1.  2.  0.]
     [ 3. 14. 20.]
     [ 0. 30. 40.]]
    >>> print(dw[0, 0], db)
    [[40. 51.]
     [73. 84.]] [11.]
    """
    raise NotImplementedError


def count_conv_parameters(in_channels, filters, kernel):
    """Return how many numbers a convolution layer learns, weights and biases together, an int.

    The layer has ``filters`` filters. Each is a square of ``kernel`` by ``kernel`` weights for every one of the
    ``in_channels`` channels of its input, and one bias. How large the image is does not matter: the same filter
    is used at every place. A dense layer of 30 units on an image of 28 by 28 has 28 * 28 * 30 + 30 = 23550
    parameters; here are the 20 filters of 5 by 5 that do more with less.

    >>> count_conv_parameters(1, 20, 5)
    520
    """
    raise NotImplementedError


def max_pool_forward(x, size, stride):
    """Return the largest value of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. The windows move by ``stride`` down and across,
    which may be less than ``size`` (they overlap) or more. ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows
    and columns that no whole window reaches are left out. There is no padding. Part of the points is for an answer
    without a loop over the images.

    >>> max_pool_forward(np.arange(16.0).reshape(1, 1, 4, 4), 2, 2)
    array([[[[ 5.,  7.],
             [13., 15.]]]])
    """
    raise NotImplementedError


def max_pool_backward(dout, x, size, stride):
    """Return ``dx``, the gradient of a loss with respect to the input of `max_pool_forward`.

    ``x`` ``(N, C, H, W)``, ``size`` and ``stride`` are what the forward got; ``dout`` ``(N, C, H', W')`` is the
    gradient of the loss with respect to what it returned. ``dx`` has the shape of ``x``. Each window passes its whole
    gradient to its largest element; if several are equally large, to the first of them, row by row. An element that
    wins in several windows gets the sum; one that never wins gets 0. Part of the points is for an answer without a
    loop over the images.

    >>> x = np.array([[[[1.0, 2.0, 0.0], [5.0, 3.0, 4.0], [5.0, 0.0, 4.0]]]])
    >>> max_pool_backward(np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]), x, 2, 1)
    array([[[[   0.,    0.,    0.],
             [ 101.,    0., 1010.],
             [   0.,    0.,    0.]]]])
    """
    raise NotImplementedError


def avg_pool_forward(x, size, stride):
    """Return the mean of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. The windows move by ``stride`` down and across,
    which may be less than ``size`` (they overlap) or more. ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows
    and columns that no whole window reaches are left out. There is no padding. Part of the points is for an answer
    without a loop over the images.

    >>> avg_pool_forward(np.arange(16.0).reshape(1, 1, 4, 4), 2, 2)
    array([[[[ 2.5,  4.5],
             [10.5, 12.5]]]])
    """
    raise NotImplementedError


def avg_pool_backward(dout, x, size, stride):
    """Return ``dx``, the gradient of a loss with respect to the input of `avg_pool_forward`.

    ``x`` ``(N, C, H, W)``, ``size`` and ``stride`` are what the forward got; ``dout`` ``(N, C, H', W')`` is the
    gradient of the loss with respect to what it returned. ``dx`` has the shape of ``x``. Each element of a
    window gets an equal part of the window's gradient; one that lies in several windows gets the sum, and one
    that no window reaches gets 0. Part of the points is for an answer without a loop over the images.

    >>> avg_pool_backward(np.array([[[[4.0, 8.0], [0.0, 40.0]]]]), np.zeros((1, 1, 3, 3)), 2, 1)
    array([[[[ 1.,  3.,  2.],
             [ 1., 13., 12.],
             [ 0., 10., 10.]]]])
    """
    raise NotImplementedError


def l2_pool_forward(x, size, stride):
    """Return the square root of the sum of the squares of each window of ``size`` by ``size``: ``(N, C, H', W')``.

    ``x`` is ``(N, C, H, W)``; each channel is pooled for itself. It is a sum, not a mean. The windows move by
    ``stride`` down and across, which may be less than ``size`` (they overlap) or more.
    ``H' = 1 + (H - size) // stride``, ``W'`` alike; rows and columns that no whole window reaches are left out. There
    is no padding. Part of the points is for an answer without a loop over the images.

    >>> print(l2_pool_forward(np.array([[[[3.0, 0.0, -2.0, 1.0], [0.0, -4.0, 2.0, 4.0]]]]), 2, 2))
    [[[[5. 5.]]]]
    """
    raise NotImplementedError


def global_avg_pool(x):
    """Return the mean of each feature map: ``(N, C, H, W)`` becomes ``(N, C)``.

    ``x`` holds floats. Every image and every channel is averaged for itself, over its height and width.

    >>> global_avg_pool(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[1.5, 5.5]])
    """
    raise NotImplementedError


def flatten(x):
    """Return ``x`` with everything but the batch laid out in one row: ``(N, ...)`` becomes ``(N, D)``.

    ``x`` has two axes or more; ``D`` is the product of all lengths but the first. The last axis runs fastest:
    feature maps ``(N, C, H, W)`` give the whole first channel, row by row, then the second. A batch ``(N, D)``
    stays as it is, and a batch of one keeps its first axis. The numbers keep their dtype.

    >>> flatten(np.arange(8).reshape(2, 1, 2, 2))
    array([[0, 1, 2, 3],
           [4, 5, 6, 7]])
    """
    raise NotImplementedError


def lenet5_shapes():
    """Return the shapes of what the layers of LeNet-5 put out for one image: a list of seven tuples of ints.

    The image has 32 by 32 pixels and one channel. The layers are

    - C1: convolution with 6 filters of 5 by 5, stride 1, no padding,
    - S2: pooling, windows of 2 by 2 that do not overlap,
    - C3: convolution with 16 filters of 5 by 5, stride 1, no padding,
    - S4: pooling as in S2,
    - C5: dense, 120 units, on the flattened maps,
    - F6: dense, 84 units,
    - the output: dense, 10 units.

    Maps are written as published, ``(height, width, channels)``, which is an exception to the rest of this
    course; a dense layer of M units has the shape ``(M,)``. Flattening is no layer of its own.

    >>> shapes = lenet5_shapes()
    >>> print(len(shapes), shapes[-1])
    7 (10,)
    """
    raise NotImplementedError


def lenet5_parameters():
    """Return how many numbers each layer of LeNet-5 learns, weights and biases together: a list of five ints.

    The image has one channel. The five layers that learn are, with a bias for each filter and each unit,

    - C1: convolution with 6 filters of 5 by 5,
    - C3: convolution with 16 filters of 5 by 5, each on all 6 channels (the published network left some out
      and had 1516 parameters here),
    - C5: dense, 120 units, on the 16 maps of 5 by 5,
    - F6: dense, 84 units,
    - the output: dense, 10 units.

    The pooling layers between them learn nothing here.

    >>> parameters = lenet5_parameters()
    >>> print(len(parameters), sum(parameters))
    5 61706
    """
    raise NotImplementedError


def lenet5_forward(x, params):
    """Return LeNet-5's probabilities of the classes, ``(N, K)``, for the images ``x``, ``(N, 1, H, W)``.

    ``params`` is a list of five ``(w, b)``: two convolutions with ``w`` of shape ``(F, C, S, S)``, then three
    dense layers with ``w`` of shape ``(D, M)``; ``b`` is ``(F,)`` or ``(M,)``. In LeNet-5 itself the images are
    32 by 32 and the shapes are (6, 1, 5, 5), (16, 6, 5, 5), (400, 120), (120, 84) and (84, 10); take all sizes
    from the arrays, so that narrower networks on smaller images work, too. The layers are

    - convolution (cross-correlation, stride 1, no padding), tanh, average pooling over windows of 2 by 2 that do
      not overlap: twice; the maps always have an even height and width before they are pooled;
    - flattened maps: channel after channel, each row by row;
    - dense, tanh: twice; ``a @ w + b``;
    - dense, softmax over each row. Scores may be large: the softmax must not overflow.

    >>> params = [(np.zeros((6, 1, 5, 5)), np.zeros(6)), (np.zeros((16, 6, 5, 5)), np.zeros(16)),
    ...           (np.zeros((400, 120)), np.zeros(120)), (np.zeros((120, 84)), np.zeros(84)),
    ...           (np.zeros((84, 4)), np.log([1.0, 2.0, 3.0, 4.0]))]
    >>> print(lenet5_forward(np.ones((1, 1, 32, 32)), params).round(4))
    [[0.1 0.2 0.3 0.4]]
    """
    raise NotImplementedError
