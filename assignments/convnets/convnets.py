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


def dilated_conv2d(x, w, b, stride=1, pad=0, dilation=1):
    """Slide the filters ``w``, spread out by ``dilation``, over the images ``x``, and add ``b``; return the maps.

    ``x`` is ``(N, C, H, W)``, ``w`` is ``(F, C, K, L)``, ``b`` is ``(F,)``. It is `conv2d_forward` with one difference:
    neighbours in the filter meet pixels that are ``dilation`` apart. So a filter reaches over
    ``dilation * (K - 1) + 1`` rows and ``dilation * (L - 1) + 1`` columns. The images get ``pad`` zeros on all four
    sides, and the filters move by ``stride``. The result is ``(N, F, H', W')`` with
    ``H' = 1 + (H + 2 * pad - reach) // stride``, and ``W'`` likewise; no reach is larger than the padded image.

    >>> out = dilated_conv2d(np.arange(25.0).reshape(1, 1, 5, 5), np.ones((1, 1, 2, 2)), np.zeros(1), dilation=2)
    >>> print(out[0, 0])
    [[24. 28. 32.]
     [44. 48. 52.]
     [64. 68. 72.]]
    """
    raise NotImplementedError


def equivariance_error(x, w, columns):
    """Return how far convolving a shifted image differs from shifting a convolved one, one number.

    ``x`` is an image ``(H, W)``, ``w`` a filter ``(K, L)``. The convolution is a cross-correlation (the filter is not
    flipped) with stride 1 that gives a map ``(H, W)``: ``K - 1`` rows of zeros are added below the image, ``L - 1``
    columns of zeros on its right. A shift moves an image or a map right by ``columns``, more than 0 and less than
    ``W``: what leaves on the right is lost, zeros move in on the left.

    Compare the map of the shifted image with the shifted map of the image: return the largest absolute difference,
    without the first ``columns`` columns, where zeros have moved into one map and not into the other. It is 0 inside
    the picture. What is left comes from the right border, where the zeros of the padding meet what has been cut off.

    >>> w = np.array([[1.0, 2.0]])
    >>> print(equivariance_error(np.array([[0.0, 1.0, 0.0, 0.0, 0.0, 0.0]]), w, 1))
    0.0
    >>> print(equivariance_error(np.array([[0.0, 0.0, 0.0, 0.0, 0.0, 1.0]]), w, 1))
    2.0
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


def batchnorm2d_forward(x, gamma, beta, running_mean, running_var, momentum=0.1, eps=1e-5, training=True):
    """Return ``(out, running_mean, running_var)``, as torch's BatchNorm2d does.

    ``x`` is ``(N, C, H, W)``; ``gamma``, ``beta`` and the two running statistics are ``(C,)``. The output is
    ``gamma * (x - mean) / sqrt(var + eps) + beta``, channel by channel: all places of a map share a mean and a
    variance, as they share a filter.

    In training, ``mean`` and ``var`` are those of each channel over images, rows and columns; ``var`` divides by
    ``N * H * W``. The new running statistics are ``(1 - momentum) * running + momentum * batch``: for
    ``running_mean`` with the batch's mean, for ``running_var`` with the unbiased variance, which divides by
    ``N * H * W - 1`` (there are two numbers or more in each channel). Otherwise ``mean`` and ``var`` are the running
    statistics, which come back as they were.

    >>> x, one, zero = np.arange(8.0).reshape(2, 1, 2, 2), np.ones(1), np.zeros(1)
    >>> out, mean, var = batchnorm2d_forward(x, one, zero, zero, one)
    >>> print(out[0, 0, 0].round(4), mean.round(4), var.round(4))
    [-1.5275 -1.0911] [0.35] [1.5]
    """
    raise NotImplementedError


def batchnorm2d_backward(dout, x, gamma, eps=1e-5):
    """Return ``(dx, dgamma, dbeta)``: the gradients of a loss with respect to x, gamma and beta.

    `batchnorm2d_forward`, in training, returned ``gamma * (x - mean) / sqrt(var + eps) + beta``, with the mean and the
    variance (divided by ``N * H * W``) of each channel of ``x``, ``(N, C, H, W)``. ``dout``, of the same shape, is the
    gradient of the loss with respect to that. ``dx`` goes through the mean and the variance, too; ``dgamma`` and
    ``dbeta`` are ``(C,)``. A mean over the batch is already in ``dout``: sum for these two, do not average again.

    >>> x, dout = np.arange(8.0).reshape(2, 1, 2, 2), np.zeros((2, 1, 2, 2))
    >>> dout[0, 0, 0, 0] = 1
    >>> dx, dgamma, dbeta = batchnorm2d_backward(dout, x, np.ones(1))
    >>> print(dx[0, 0].round(4), dgamma.round(4), dbeta)
    [[ 0.2546 -0.1455]
     [-0.1091 -0.0727]] [-1.5275] [1.]
    """
    raise NotImplementedError


def groupnorm_forward(x, gamma, beta, groups, eps=1e-5):
    """Return ``gamma * (x - mean) / sqrt(var + eps) + beta`` with statistics of each image's groups of channels.

    ``x`` is ``(N, C, H, W)``, ``gamma`` and ``beta`` are ``(C,)``. The channels fall into ``groups`` groups of
    neighbours, all of the same size: with 6 channels and 2 groups, channels 0, 1, 2 and channels 3, 4, 5. Each group
    of each image is normalised by the mean and the variance (divided by their number) of all its numbers, and by
    nothing of other images.

    >>> x = np.arange(8.0).reshape(1, 4, 1, 2)
    >>> print(groupnorm_forward(x, np.ones(4), np.zeros(4), 2).reshape(2, 4).round(4))
    [[-1.3416 -0.4472  0.4472  1.3416]
     [-1.3416 -0.4472  0.4472  1.3416]]
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


def alexnet_shapes():
    """Return the shapes of what the layers of AlexNet put out for one image: a list of eleven tuples of ints.

    The image has 227 by 227 pixels and three channels. (The paper says 224, with which a filter of 11 and a stride of 4
    do not fit.) The layers are

    - C1: convolution, 96 filters of 11 by 11, stride 4, no padding; P1: pooling;
    - C2: convolution, 256 filters of 5 by 5, padding 2; P2: pooling;
    - C3: convolution, 384 filters of 3 by 3, padding 1;
    - C4: convolution, 384 filters of 3 by 3, padding 1;
    - C5: convolution, 256 filters of 3 by 3, padding 1; P5: pooling;
    - F6: dense, 4096 units, on the flattened maps; F7: dense, 4096 units; F8: dense, 1000 units.

    All pooling is over windows of 3 by 3 with stride 2, which overlap. Maps have the shape
    ``(channels, height, width)``, a dense layer of M units ``(M,)``.

    >>> shapes = alexnet_shapes()
    >>> print(len(shapes), shapes[0], shapes[-1])
    11 (96, 55, 55) (1000,)
    """
    raise NotImplementedError


def alexnet_parameters():
    """Return how many numbers each layer of AlexNet learns, weights and biases together: a list of eight ints.

    The layers that learn are those of `alexnet_shapes`, with a bias for each filter and each unit:

    - C1: convolution, 96 filters of 11 by 11, on 3 channels;
    - C2: convolution, 256 filters of 5 by 5, in two groups;
    - C3: convolution, 384 filters of 3 by 3;
    - C4: convolution, 384 filters of 3 by 3, in two groups;
    - C5: convolution, 256 filters of 3 by 3, in two groups;
    - F6: dense, 4096 units, on 256 maps of 6 by 6; F7: dense, 4096 units; F8: dense, 1000 units.

    In two groups, half of the filters see the first half of the channels, and the others the second half: the network
    was cut in two to fit on two graphics cards. So a filter has weights for half of the channels only.

    >>> parameters = alexnet_parameters()
    >>> print(len(parameters), parameters[1], sum(parameters))
    8 307456 60965224
    """
    raise NotImplementedError


def vgg_shapes(config):
    """Return the shapes of what the layers of a VGG network put out for one image: a list of tuples of ints.

    ``config`` is a list with an item for each layer before the dense ones: a number of filters, or ``'M'``. A number
    is a convolution with so many filters of 3 by 3, stride 1 and padding 1, so that height and width stay; ``'M'`` is
    max pooling over windows of 2 by 2 that do not overlap, where rows and columns that are left over are ignored.
    Three dense layers follow, of 4096, 4096 and 1000 units. The image has three channels of 224 by 224 pixels, and is
    not in the list. Maps have the shape ``(channels, height, width)``, dense layers ``(units,)``.

    VGG-16 is ``[64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']``.

    >>> vgg_shapes([64, 'M', 32, 'M'])
    [(64, 224, 224), (64, 112, 112), (32, 112, 112), (32, 56, 56), (4096,), (4096,), (1000,)]
    """
    raise NotImplementedError


def vgg_parameters(config):
    """Return how many numbers each layer of a VGG network learns, weights and biases together: a list of ints.

    ``config`` is a list as in `vgg_shapes`: a number is a convolution with so many filters of 3 by 3, ``'M'`` max
    pooling, which halves height and width (rounded down) and learns nothing, so that it is not in the list. The image
    has three channels of 224 by 224 pixels; the convolutions keep the size. Three dense layers follow, of 4096, 4096
    and 1000 units; the first one sees the flattened maps. Every filter and every unit has a bias.

    >>> config = [64, 64, 'M', 128, 128, 'M', 256, 256, 256, 'M', 512, 512, 512, 'M', 512, 512, 512, 'M']
    >>> parameters = vgg_parameters(config)
    >>> print(len(parameters), parameters[0], parameters[-3], sum(parameters))
    16 1792 102764544 138357544
    """
    raise NotImplementedError


def resnet_shapes(blocks, bottleneck):
    """Return the shapes of what the parts of a ResNet put out for one image: a list of tuples of ints.

    The image has three channels of 224 by 224 pixels. The parts are

    - the stem: a convolution with 64 filters of 7 by 7, stride 2, padding 3;
    - max pooling over windows of 3 by 3 with stride 2 and padding 1;
    - a stage for each number in the list ``blocks``, of so many residual blocks, 1 or more. The first block of every
      stage but the first has stride 2; all other convolutions keep the size. Convolutions of 3 by 3 have a padding
      of 1, so that an odd length is rounded up when it is halved. The width is 64 in the first stage and doubles from
      stage to stage. Blocks put out as many channels as the stage is wide, ``bottleneck`` ones (True) four times as
      many;
    - the mean of each map, and a dense layer of 1000 units.

    Maps have the shape ``(channels, height, width)``, the last two parts ``(length,)``.

    >>> resnet_shapes([2, 2, 2, 2], False)
    [(64, 112, 112), (64, 56, 56), (64, 56, 56), (128, 28, 28), (256, 14, 14), (512, 7, 7), (512,), (1000,)]
    """
    raise NotImplementedError


def resnet_parameters(blocks, bottleneck):
    """Return how many numbers the parts of a ResNet learn: a list of ints, the stem, each stage, the dense layer.

    No convolution has a bias; behind each comes a batch normalisation, which learns two numbers for each channel (gamma
    and beta). The parts are those of `resnet_shapes`:

    - the stem: a convolution with 64 filters of 7 by 7, on three channels;
    - a stage for each number in ``blocks``, of so many blocks, 1 or more. Stage ``s``, from 0 on, has the width
      ``64 * 2**s``. A block has two convolutions of 3 by 3, both with as many filters as the stage is wide. A
      ``bottleneck`` block (True) has three instead: of 1 by 1 and of 3 by 3 with as many filters as the stage is wide,
      and of 1 by 1 with four times as many;
    - a dense layer of 1000 units, with biases, on the mean of each map.

    A block adds its input to its output. Where the two differ in their number of channels, in the first block of a
    stage, the input goes through a convolution of 1 by 1, the projection, which has a batch normalisation, too. The
    first stage of a ResNet without bottlenecks needs none; with bottlenecks it does, from 64 channels to 256.

    >>> print(resnet_parameters([2, 2, 2, 2], False), sum(resnet_parameters([3, 4, 6, 3], True)))
    [9536, 147968, 525568, 2099712, 8393728, 513000] 25557032
    """
    raise NotImplementedError
